namespace RerankKit.Models.Tests.Models;

public class ContentFingerprintTests
{
    private static readonly DateTime LaterTime = new(2040, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("rerankkit-content-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void OneBitAnywhereInALargeFileCounts([Values(0, 1 << 20, (1 << 20) - 1, (3 << 20) + 4)] int place)
    {
        byte[] bytes = new byte[(3 << 20) + 5];
        Hash128 before = ContentFingerprint.OfFile(Write("a.bin", bytes));
        bytes[place] ^= 1;
        Assert.That(ContentFingerprint.OfFile(Write("b.bin", bytes)), Is.Not.EqualTo(before));
        bytes[place] ^= 1;
        Assert.That(ContentFingerprint.OfFile(Write("c.bin", bytes)), Is.EqualTo(before));
    }

    [Test]
    public void ZerosAtTheEndCount()
    {
        Assert.That(ContentFingerprint.OfFile(Write("a.bin", new byte[1 << 20])), Is.Not.EqualTo(ContentFingerprint.OfFile(Write("b.bin", new byte[2 << 20]))));
        Assert.That(ContentFingerprint.OfFile(Write("c.bin", [])), Is.Not.EqualTo(ContentFingerprint.OfFile(Write("d.bin", [0]))));
    }

    [Test]
    public void AFileIsReadAgainWhenItChanges()
    {
        string path = Write("a.bin", [1, 2, 3]);
        Hash128 before = ContentFingerprint.OfFile(path);
        Write("a.bin", [3, 2, 1]);
        File.SetLastWriteTimeUtc(path, LaterTime);
        Assert.That(ContentFingerprint.OfFile(path), Is.Not.EqualTo(before));
    }

    [Test]
    public void ALinkIsWhatItLeadsTo()
    {
        string path = Write("a.bin", [1, 2, 3]);
        string link = Path.Combine(_folder, "link.bin");
        File.CreateSymbolicLink(link, path);
        Assert.That(ContentFingerprint.OfFile(link), Is.EqualTo(ContentFingerprint.OfFile(path)));
    }

    [Test]
    public void TheFilesNamesCountAndTheirOrderDoesNot()
    {
        Write("a.bin", [1]);
        Write("b.bin", [2]);
        string both = ContentFingerprint.Of(_folder, ["a.bin", "b.bin"]);
        Assert.That(ContentFingerprint.Of(_folder, ["b.bin", "a.bin", "b.bin"]), Is.EqualTo(both));
        Write("a.bin", [2]);
        Write("b.bin", [1]);
        File.SetLastWriteTimeUtc(Path.Combine(_folder, "a.bin"), LaterTime);
        File.SetLastWriteTimeUtc(Path.Combine(_folder, "b.bin"), LaterTime);
        Assert.That(ContentFingerprint.Of(_folder, ["a.bin", "b.bin"]), Is.Not.EqualTo(both));
    }

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
