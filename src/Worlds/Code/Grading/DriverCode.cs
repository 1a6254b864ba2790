namespace Agentic.Worlds.Code.Grading;

/// <summary>What the programs that call code under test inside the grading sandbox have in common, as Python.</summary>
/// <remarks>
/// The work is done in a process of its own, which holds one way out and not the nonce. It is over when that process is: whatever it left
/// behind is killed, even where it still holds the way out. The nonce is read when all code under test is dead.
/// </remarks>
internal static class DriverCode
{
    /// <summary>Reads the settings into <c>data</c>, names the tree <c>home</c> (which is no <c>/repo</c> where nothing hides the rest), and defines <c>ask(work, wall, is_alone)</c>, which gives what the work wrote to handle 3 and its wait status.</summary>
    public const string Begin = """
        import sys
        sys.path[:] = [place for place in sys.path if place]
        import os, resource, select, time
        size = b''
        while not size.endswith(b'\n'): size += os.read(0, 1)
        left = int(size); data = b''
        while len(data) < left: data += os.read(0, left - len(data))
        null = os.open('/dev/null', os.O_RDWR); home = os.getcwd()
        def ask(work, wall, is_alone):
            way_in, way_out = os.pipe()
            child = os.fork()
            if child == 0:
                try:
                    os.close(way_in); os.setsid()
                    for handle in (0, 1, 2): os.dup2(null, handle)
                    os.dup2(way_out, 3); os.closerange(4, 256)
                    work()
                finally: os._exit(0)
            os.close(way_out)
            said = b''; status = None; end = time.monotonic() + wall
            while len(said) < 65536:
                left = 0 if status is not None else max(0, min(.02, end - time.monotonic()))
                if select.select([way_in], [], [], left)[0]:
                    piece = os.read(way_in, 65536)
                    if not piece: break
                    said += piece
                elif status is not None or time.monotonic() >= end: break
                else:
                    gone, code = os.waitpid(child, os.WNOHANG)
                    if gone: status = code
            os.close(way_in)
            victims = ([child] if status is None else []) + [-child] + ([-1] if is_alone else [])
            for victim in victims:
                try: os.kill(victim, 9)
                except OSError: pass
            if status is None:
                try: status = os.waitpid(child, 0)[1]
                except OSError: status = -1
            return said, status

        """;

    /// <summary>Says <c>code</c> and <c>answers</c>, bytes without line breaks, and ends.</summary>
    public const string End = """

        nonce = os.read(0, 4096).strip()
        report = b'\n'.join([nonce, str(code).encode()] + answers) + b'\n'
        while report: report = report[os.write(1, report):]
        os._exit(code)
        """;
}
