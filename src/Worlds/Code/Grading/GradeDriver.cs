namespace Agentic.Worlds.Code.Grading;

/// <summary>The program that calls the code under test inside the grading sandbox. It judges nothing: it only says what came back.</summary>
/// <remarks>It holds no right value, so that there is none to find: the host compares. Each test runs in a process of its own.</remarks>
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
    public const string Source = DriverCode.Begin + """
        cpu, wall, patience, is_alone, tests = eval(data)
        def answer(calls):
            resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
            sys.path.append(home)
            said = []
            for module, function, arguments in calls:
                try: said.append(repr(getattr(__import__(module, fromlist=['_']), function)(*arguments)))
                except Exception as error: said.append('raises ' + type(error).__name__)
                except BaseException: said.append('raises exit')
            os.write(3, '\x1f'.join(said).encode())
        answers = []
        for calls in tests:
            is_worth = answers.count(b'') < patience
            answers.append(ask(lambda: answer(calls), wall, is_alone)[0].hex().encode() if is_worth else b'')
        code = 17 if all(answers) else 18
        """ + DriverCode.End;
}
