using System.Diagnostics;
using System.Runtime.Versioning;

namespace RerankKit.Evaluation.Tests.Files;

/// <summary>What is written through, what is replaced, and what is refused before anything is written.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TargetFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rerankkit-target-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Test]
    public void APlainFileAppearsWholeOrNotAtAll()
    {
        string path = In("out.run");
        File.WriteAllText(path, "before");
        using (var target = TargetFile.Find(path))
        {
            target.Open().Write("half"u8);
        }

        Assert.That(File.ReadAllText(path), Is.EqualTo("before"));
        using (var target = TargetFile.Find(path))
        {
            target.Open().Write("after"u8);
            target.Commit();
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(File.ReadAllText(path), Is.EqualTo("after"));
            Assert.That(_folder.GetFiles(), Has.Length.EqualTo(1), "no temporary file is left");
        }
    }

    [Test]
    public void LookingAtAFileLeavesNothingAndChangesNothing()
    {
        string path = In("out.run");
        File.WriteAllText(path, "before");
        TargetFile.Find(path).Dispose();
        TargetFile.Find(In("new.run")).Dispose();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(File.ReadAllText(path), Is.EqualTo("before"));
            Assert.That(_folder.GetFiles(), Has.Length.EqualTo(1));
        }
    }

    [TestCase("/dev/null")]
    [TestCase("/dev/full")]
    [TestCase("/dev/zero")]
    [Platform(Exclude = "Win")]
    public void ADeviceIsWrittenThroughAndNeverReplaced(string device)
    {
        using var target = TargetFile.Find(device);
        Assert.That(target.IsPlain, Is.False);
        if (device == "/dev/full")
        {
            Assert.Throws<IOException>(() => target.Open().Write("x"u8));
        }
        else
        {
            target.Open().Write("x"u8);
            target.Commit();
        }
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task APipeIsWrittenThrough()
    {
        string path = In("pipe");
        using (Process make = Process.Start("mkfifo", [path]))
        {
            await make.WaitForExitAsync();
        }

        Task<string> read = Task.Run(() => File.ReadAllText(path));
        using (var target = TargetFile.Find(path))
        {
            target.Open().Write("through"u8);
            target.Commit();
        }

        Assert.That(await read, Is.EqualTo("through"));
        Assert.That(_folder.GetFiles(), Has.Length.EqualTo(1), "the pipe is there as before");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void TheTargetOfALinkIsReplacedInItsOwnFolderAndTheLinkStays()
    {
        string real = In("elsewhere/real.run");
        _folder.CreateSubdirectory("elsewhere");
        File.WriteAllText(real, "before");
        File.CreateSymbolicLink(In("second.run"), "elsewhere/real.run");
        File.CreateSymbolicLink(In("first.run"), "second.run");
        Write(In("first.run"), "after");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(File.ReadAllText(real), Is.EqualTo("after"));
            Assert.That(new FileInfo(In("first.run")).LinkTarget, Is.EqualTo("second.run"));
            Assert.That(new FileInfo(In("second.run")).LinkTarget, Is.EqualTo("elsewhere/real.run"));
            Assert.That(_folder.GetFiles("*", SearchOption.AllDirectories), Has.Length.EqualTo(3));
        }
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void ALinkWithoutATargetGetsOne()
    {
        File.CreateSymbolicLink(In("link.run"), "real.run");
        Write(In("link.run"), "new");
        Assert.That(File.ReadAllText(In("real.run")), Is.EqualTo("new"));
        Assert.That(new FileInfo(In("link.run")).LinkTarget, Is.EqualTo("real.run"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public void WhoMayReadAFileStaysAsItWas()
    {
        const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.WriteAllText(In("out.run"), "before");
        File.SetUnixFileMode(In("out.run"), Secret);
        Write(In("out.run"), "after");
        Assert.That(File.GetUnixFileMode(In("out.run")), Is.EqualTo(Secret));
    }

    [Test]
    public void WhatCannotBeWrittenIsRefusedBeforeAnythingIsDone()
    {
        Assert.That(() => TargetFile.Find(_folder.FullName), Throws.InstanceOf<IOException>().With.Message.Contains("is a folder"));
        Assert.That(() => TargetFile.Find(In("no/out.run")), Throws.InstanceOf<IOException>().With.Message.Contains("there is no folder").And.Message.Contains("Create it first"));
        File.WriteAllText(In("file"), "");
        Assert.That(() => TargetFile.Find(In("file/out.run")), Throws.InstanceOf<IOException>().With.Message.Contains("there is no folder"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void ALinkThatLeadsToItselfIsRefused()
    {
        File.CreateSymbolicLink(In("loop"), "loop");
        Assert.That(() => TargetFile.Find(In("loop")), Throws.InstanceOf<IOException>());
        Assert.That(new FileInfo(In("loop")).LinkTarget, Is.EqualTo("loop"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void RunsAndJudgementsGoThroughLinksToo()
    {
        var run = new Run("r");
        run.AddRanking("q1", ["d1"]);
        var qrels = new Qrels();
        qrels.Add("q1", "d1", 1);
        foreach (string name in (string[])["link.run", "link.run.gz", "link.tsv"])
        {
            File.CreateSymbolicLink(In(name), "real." + name);
        }

        RunFile.Write(run, In("link.run"));
        RunFile.Write(run, In("link.run.gz"));
        QrelsFile.Write(qrels, In("link.tsv"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(RunFile.Read(In("real.link.run"))["q1"], Has.Count.EqualTo(1));
            Assert.That(RunFile.Read(In("real.link.run.gz"))["q1"], Has.Count.EqualTo(1));
            Assert.That(QrelsFile.Read(In("real.link.tsv")).GetGrade("q1", "d1"), Is.EqualTo(1));
            Assert.That(new FileInfo(In("link.run")).LinkTarget, Is.Not.Null);
        }
    }

    private static void Write(string path, string text)
    {
        using var target = TargetFile.Find(path);
        target.Open().Write(System.Text.Encoding.UTF8.GetBytes(text));
        target.Commit();
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
