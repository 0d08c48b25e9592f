using System.Buffers.Binary;
using System.Text;

namespace RerankKit.Models.Tests.LateInteraction;

public sealed class SafetensorsFileTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rerankkit-safetensors-");

    private static readonly TestCaseData[] Damaged =
    [
        new("", 0L, "no header"),
        new("{}", 1_000_000_000_000L, "claims"),
        new("{}", 3L, "claims"),
        new("{}", -1L, "claims"),
        new("[]", 0L, "no object"),
        new("nonsense", 0L, "damaged"),
        new("""{"\uD800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 0L, "damaged"),
        new("""{"a":1}""", 0L, "'a'"),
        new("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 0L, "'a'"),
        new("""{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", 0L, "'a'"),
        new("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 0L, "'a'"),
        new("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 0L, "'a'"),
        new("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 0L, "'a'"),
        new("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 0L, "does not fill"),
        new("""{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807,9223372036854775807],"data_offsets":[0,8]}}""", 0L, "does not fill"),
        new("""{"a":{"dtype":"F32","shape":[4294967296,4294967296,0],"data_offsets":[0,8]}}""", 0L, "does not fill"),
        new("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 0L, "begins at byte 4"),
        new("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 0L, "begins at byte 4"),
        new("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 0L, "4 of 8 bytes"),
        new("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", 0L, "16 of 8 bytes"),
        new("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 0L, "twice"),
        new("""{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}""", 0L, "damaged"),
    ];

    [OneTimeTearDown]
    public void Delete() => _folder.Delete(recursive: true);

    [TestCase("F32", new byte[] { 0, 0, 128, 63, 0, 0, 0, 192 })]
    [TestCase("F16", new byte[] { 0, 60, 0, 192 })]
    [TestCase("BF16", new byte[] { 128, 63, 0, 192 })]
    public void NumbersOfEveryWidthAreRead(string type, byte[] data)
    {
        string header = $$$"""{"__metadata__":{"format":"pt"},"w":{"dtype":"{{{type}}}","shape":[1,2],"data_offsets":[0,{{{data.Length}}}]}}""";
        using var file = SafetensorsFile.Open(Write(header, data));
        Assert.That(file.Read("w", 1, 2), Is.EqualTo(new[] { 1f, -2f }));
        Assert.That(() => file.Read("w", 2, 1), Throws.TypeOf<InvalidDataException>().With.Message.Contains("[1, 2]"));
        Assert.That(() => file.Read("v", 1, 2), Throws.TypeOf<InvalidDataException>().With.Message.Contains("'v'"));
    }

    [Test]
    public void OneTensorIsReadAmongOthers()
    {
        const string header = """{"c":{"dtype":"I64","shape":[],"data_offsets":[8,16]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"d":{"dtype":"F32","shape":[0,3],"data_offsets":[16,16]}}""";
        byte[] data = new byte[16];
        BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(4), 5);
        using var file = SafetensorsFile.Open(Write(header, data));
        Assert.That(file.Read("a", 2), Is.EqualTo(new[] { 0f, 5f }));
        Assert.That(file.Read("d", 0, 3), Is.Empty);
        Assert.That(() => file.Read("c"), Throws.TypeOf<NotSupportedException>().With.Message.Contains("I64"));
    }

    [Test]
    public void NumbersThatAreNotFiniteAreRefused()
    {
        byte[] data = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(data, float.NaN);
        using var file = SafetensorsFile.Open(Write("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", data));
        Assert.That(() => file.Read("a", 1), Throws.TypeOf<InvalidDataException>().With.Message.Contains("finite"));
    }

    [TestCaseSource(nameof(Damaged))]
    public void ADamagedOrHostileFileIsRefused(string header, long claimed, string reason) =>
        Assert.That(() => SafetensorsFile.Open(Write(header, new byte[8], claimed)), Throws.TypeOf<InvalidDataException>().With.Message.Contains(reason));

    [Test]
    public void AFileCutOffAnywhereIsRefused()
    {
        byte[] whole = File.ReadAllBytes(Write("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", new byte[8]));
        for (int length = 0; length < whole.Length; length++)
        {
            string path = Path.Combine(_folder.FullName, "cut");
            File.WriteAllBytes(path, whole[..length]);
            Assert.That(() => SafetensorsFile.Open(path), Throws.TypeOf<InvalidDataException>(), $"{length} bytes");
        }
    }

    private string Write(string header, byte[] data, long claimed = 0)
    {
        string path = Path.Combine(_folder.FullName, Path.GetRandomFileName());
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, claimed == 0 ? json.Length : claimed);
        File.WriteAllBytes(path, json.Length == 0 ? [] : claimed == 3 ? [.. length, .. json] : [.. length, .. json, .. data]);
        return path;
    }
}
