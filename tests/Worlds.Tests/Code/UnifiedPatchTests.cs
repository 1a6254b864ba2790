using System.Text;
using Agentic.Testing;
using Agentic.Worlds.Code.Sandbox;
using Agentic.Worlds.Code.Trees;
using Agentic.Worlds.Tests.Code.Instances;

namespace Agentic.Worlds.Tests.Code;

/// <summary>Patches are printed, read and applied as git does it.</summary>
public sealed class UnifiedPatchTests
{
    [Fact]
    public void What_is_printed_applies_to_the_old_text_and_gives_the_new_one()
    {
        var random = Agentic.Agents.RandomKey.FromSeed(7).Stream();
        for (var round = 0; round < 2_000; round++)
        {
            var old = Text(ref random, round % 3 == 0 ? 3 : 40);
            var now = Edited(old, ref random);
            var printed = PatchPrinter.Print("d/a.py", old, now);
            Assert.Equal(now == old, printed.Length == 0);
            if (now != old)
            {
                var patch = UnifiedPatch.Parse(printed).Files.Single();
                Assert.Equal(("d/a.py", "d/a.py"), (patch.Old, patch.New));
                Assert.Equal(now, Encoding.UTF8.GetString(patch.Apply(Encoding.UTF8.GetBytes(old))!));
                Assert.Equal(printed, patch.Text);
            }
        }
    }

    [Fact]
    public void Git_applies_what_is_printed_and_what_git_prints_applies()
    {
        Assert.SkipWhen(SandboxPrograms.Find("git") is null, "There is no git.");
        using var folder = new TemporaryFolder();
        SampleRepository.Git(folder.Path, "init", "-q");
        var random = Agentic.Agents.RandomKey.FromSeed(8).Stream();
        for (var round = 0; round < 25; round++)
        {
            var old = Text(ref random, 40);
            var now = Edited(old, ref random);
            File.WriteAllText(folder.File("a.py"), old);
            SampleRepository.Git(folder.Path, "add", "-A");
            File.WriteAllText(folder.File("a.py"), now);
            Assert.Equal(now, Applied(SampleRepository.Git(folder.Path, "diff"), old));
            File.WriteAllText(folder.File("a.py"), old);
            if (PatchPrinter.Print("a.py", old, now) is { Length: > 0 } printed)
            {
                File.WriteAllText(folder.File("p"), printed);
                SampleRepository.Git(folder.Path, "apply", "--whitespace=nowarn", folder.File("p"));
                File.Delete(folder.File("p"));
            }

            Assert.Equal(now, File.ReadAllText(folder.File("a.py")));
        }

        static string Applied(string patch, string old) => patch.Length == 0 ? old : Encoding.UTF8.GetString(UnifiedPatch.Parse(patch).Files.Single().Apply(Encoding.UTF8.GetBytes(old))!);
    }

    [Fact]
    public void Files_come_go_and_are_renamed()
    {
        var patch = UnifiedPatch.Parse("""
            From 0123 Mon Sep 17 00:00:00 2001
            diff --git a/new file.py b/new file.py
            new file mode 100644
            --- /dev/null
            +++ b/new file.py
            @@ -0,0 +1 @@
            +x
            \ No newline at end of file
            diff --git a/gone.py b/gone.py
            deleted file mode 100644
            --- a/gone.py
            +++ /dev/null
            @@ -1 +0,0 @@
            -x
            diff --git a/empty.py b/empty.py
            new file mode 100644
            index 0000000..e69de29
            diff --git a/one.py b/two/one.py
            similarity index 100%
            rename from one.py
            rename to two/one.py
            diff --git a/mode.sh b/mode.sh
            old mode 100644
            new mode 100755
            """ + "\n");
        Assert.Equal([(null, "new file.py"), ("gone.py", null), (null, "empty.py"), ("one.py", "two/one.py"), ("mode.sh", "mode.sh")], patch.Files.Select(file => (file.Old, file.New)));
        Assert.Equal("x"u8.ToArray(), patch.Files[0].Apply(null));
        Assert.Null(patch.Files[1].Apply("x\n"u8.ToArray()));
        Assert.Empty(patch.Files[2].Apply(null)!);
        Assert.Equal("same"u8.ToArray(), patch.Files[3].Apply("same"u8.ToArray()));
        Assert.Throws<PatchException>(() => patch.Files[0].Apply("there"u8.ToArray()));
        Assert.Throws<PatchException>(() => patch.Files[1].Apply("y\n"u8.ToArray()));
        Assert.Throws<PatchException>(() => patch.Files[3].Apply(null));
    }

    [Fact]
    public void Lines_that_have_moved_are_found_and_other_bytes_stay()
    {
        var patch = UnifiedPatch.Parse("--- a/a\n+++ b/a\n@@ -1,3 +1,3 @@\n one\n-two\n+zwei\n three\n").Files.Single();
        byte[] old = [0xff, (byte)'\r', (byte)'\n', .. "zero\none\ntwo\nthree\n"u8, 0xe9];
        byte[] now = [0xff, (byte)'\r', (byte)'\n', .. "zero\none\nzwei\nthree\n"u8, 0xe9];
        Assert.Equal(now, patch.Apply(old));
        Assert.Contains("line 1", Assert.Throws<PatchException>(() => patch.Apply("one\nzwei\nthree\n"u8.ToArray())).Message);
    }

    [Theory]
    [InlineData("diff --git a/x b/x\nGIT binary patch\n", "binary")]
    [InlineData("--- a/x\n+++ b/x\n@@ -1,2 +1,1 @@\n x\n", "ends before")]
    [InlineData("--- a/x\n+++ b/x\n@@ -1,1 +1,1 @@\n?x\n", "begins with")]
    [InlineData("--- a/x\n+++ b/x\n@@ broken @@\n", "@@ -line,count")]
    [InlineData("@@ -1 +1 @@\n-x\n+y\n", "names of a file")]
    [InlineData("--- a/../x\n+++ b/../x\n@@ -1 +1 @@\n-x\n+y\n", "below the repository's root")]
    [InlineData("--- a//etc/x\n+++ b//etc/x\n@@ -1 +1 @@\n-x\n+y\n", "below the repository's root")]
    [InlineData("--- a/.git/config\n+++ b/.git/config\n@@ -1 +1 @@\n-x\n+y\n", "below the repository's root")]
    [InlineData("some words", "no file is named")]
    public void What_is_no_patch_is_refused(string text, string problem) => Assert.Contains(problem, Assert.Throws<PatchException>(() => UnifiedPatch.Parse(text)).Message);

    [Fact]
    public void A_patch_never_writes_through_a_link()
    {
        using var folder = new TemporaryFolder();
        using var outside = new TemporaryFolder();
        File.CreateSymbolicLink(folder.File("link"), outside.Path);
        foreach (var path in new[] { "link/x", "link" })
        {
            Assert.Throws<PatchException>(() => TreeEdits.Apply(folder.Path, UnifiedPatch.Parse($"--- /dev/null\n+++ b/{path}\n@@ -0,0 +1 @@\n+x\n")));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(outside.Path));
        Assert.Equal("", PatchPrinter.Print("a", "x\n", "x\n"));
    }

    private static string Text(ref Agentic.Agents.RandomStream random, int most)
    {
        var text = new StringBuilder();
        for (var count = random.NextInt(most + 1); count > 0; count--)
        {
            text.Append("abcé-+ \\"[random.NextInt(8)]).Append("xy\t "[random.NextInt(4)]).Append('\n');
        }

        return random.NextBool(0.2) ? text.ToString().TrimEnd('\n') : text.ToString();
    }

    private static string Edited(string text, ref Agentic.Agents.RandomStream random)
    {
        var lines = text.Split('\n').ToList();
        for (var count = random.NextInt(5); count > 0; count--)
        {
            var at = random.NextInt(lines.Count);
            switch (random.NextInt(3))
            {
                case 0:
                    lines.Insert(at, "new");
                    break;
                case 1:
                    lines[at] = "changed";
                    break;
                default:
                    if (lines.Count > 1)
                    {
                        lines.RemoveAt(at);
                    }

                    break;
            }
        }

        return string.Join('\n', lines);
    }
}
