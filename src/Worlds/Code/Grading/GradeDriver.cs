namespace Agentic.Worlds.Code.Grading;

/// <summary>The program that calls the code under test inside the grading sandbox. It judges nothing: it only says what came back.</summary>
/// <remarks>
/// It holds no right value, so that there is none to find: the host compares. Each test runs in a process of its own, which knows neither
/// the way out nor the nonce; when the last has answered, everything else in the sandbox is killed, and only then is the nonce read.
/// </remarks>
internal static class GradeDriver
{
    /// <summary>Exit code when every test answered; it must agree with what the report says.</summary>
    public const int AllAnswered = 17;

    /// <summary>Exit code when one was silent.</summary>
    public const int SomeSilent = 18;

    /// <summary>After so many tests without an answer the others are not run: they count as failed.</summary>
    public const int Patience = 3;

    /// <summary>Parts the values of one test.</summary>
    public const char Separator = '\u001f';

    /// <summary>Python source, given by <c>-c</c>.</summary>
    public const string Source = """
        import os, resource, select, sys, time
        size = b''
        while not size.endswith(b'\n'): size += os.read(0, 1)
        left = int(size); data = b''
        while len(data) < left: data += os.read(0, left - len(data))
        cpu, wall, patience, is_alone, tests = eval(data)
        null = os.open('/dev/null', os.O_RDWR)
        def answer(calls, out):
            os.setsid(); resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
            for handle in (0, 1, 2): os.dup2(null, handle)
            os.dup2(out, 3); os.closerange(4, 256)
            sys.path.append('/repo')
            said = []
            for module, function, arguments in calls:
                try: said.append(repr(getattr(__import__(module, fromlist=['_']), function)(*arguments)))
                except Exception as error: said.append('raises ' + type(error).__name__)
                except BaseException: said.append('raises exit')
            os.write(3, '\x1f'.join(said).encode())
        answers = []
        for calls in tests:
            if answers.count('') >= patience:
                answers.append(''); continue
            way_in, way_out = os.pipe()
            child = os.fork()
            if child == 0:
                try:
                    os.close(way_in); answer(calls, way_out)
                finally: os._exit(0)
            os.close(way_out)
            said = b''; end = time.monotonic() + wall
            while len(said) < 65536:
                ready = select.select([way_in], [], [], max(0, end - time.monotonic()))[0]
                piece = os.read(way_in, 65536) if ready else b''
                if not piece: break
                said += piece
            os.close(way_in)
            try: os.kill(child, 9)
            except OSError: pass
            try: os.waitpid(child, 0)
            except OSError: pass
            answers.append(said.hex())
        if is_alone:
            try: os.kill(-1, 9)
            except OSError: pass
        nonce = os.read(0, 4096).strip()
        code = 17 if all(answers) else 18
        report = b'\n'.join([nonce, str(code).encode()] + [said.encode() for said in answers]) + b'\n'
        while report: report = report[os.write(1, report):]
        os._exit(code)
        """;
}
