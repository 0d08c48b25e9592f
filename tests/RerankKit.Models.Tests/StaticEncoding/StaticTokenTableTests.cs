using System.Buffers.Binary;
using System.Text;

namespace RerankKit.Models.Tests.StaticEncoding;

public class StaticTokenTableTests
{
    // Written by hand after the description of the format; the checksums are another implementation's of XXH3.
    private const string Integers =
        "524b544f4b5645430100000002000000030000000200000023000000000000007b226e616d65223a2274696e79222c226d61785175657279546f6b656e73223a33327d"
        + "0000000000000000000000000000002040000000000000803f5f8100007f7f" + "de5616c681e87f555e35d92e36434eec";

    private const string Halves =
        "524b544f4b5645430100000002000000030000000100000023000000000000007b226e616d65223a2274696e79222c226d61785175657279546f6b656e73223a33327d"
        + "0000000000000000000000000000002040000000000000803fcd3866ba00000000a839a839" + "183c04c41107fc75dc4e01b00f754362";

    private static readonly float[] Vectors = [3, -4, 0, 0, 0.01f, 0.01f];
    private static readonly float[] Weights = [2.5f, 0, 1];
    private static readonly StaticTokenTableInfo Info = new() { Name = "tiny", MaxQueryTokens = 32 };

    [TestCase(TokenVectorPrecision.Int8, Integers)]
    [TestCase(TokenVectorPrecision.Float16, Halves)]
    public void TheFileIsAsDescribed(TokenVectorPrecision precision, string expected)
    {
        var stream = new MemoryStream();
        StaticTokenTable.Create(Vectors, Weights, 2, precision, Info).Write(stream);
        Assert.That(Convert.ToHexStringLower(stream.ToArray()), Is.EqualTo(expected));
    }

    [TestCase(TokenVectorPrecision.Int8, Integers, 0.005)]
    [TestCase(TokenVectorPrecision.Float16, Halves, 0.0005)]
    public void TheFileIsReadAsDescribed(TokenVectorPrecision precision, string image, double tolerance)
    {
        var table = StaticTokenTable.Read(new MemoryStream(Convert.FromHexString(image)));
        Assert.That((table.Dimension, table.RowCount, table.Precision, table.Info), Is.EqualTo((2, 3, precision, Info)));
        Assert.That(table.Weights.ToArray(), Is.EqualTo(Weights));
        Assert.That(Row(table, 0), Is.EqualTo(new[] { 0.6f, -0.8f }).Within(tolerance));
        Assert.That(Row(table, 1), Is.EqualTo(new[] { 0f, 0f }));
        Assert.That(Row(table, 2), Is.EqualTo(new[] { MathF.Sqrt(0.5f), MathF.Sqrt(0.5f) }).Within(1e-6f), "a direction keeps the length 1");
    }

    [Test]
    public void WhatWasWrittenIsRead([Values(TokenVectorPrecision.Int8, TokenVectorPrecision.Float16)] TokenVectorPrecision precision)
    {
        var info = new StaticTokenTableInfo { Name = "n", Licence = "MIT", Description = "\"d\" ü", MaxQueryTokens = 1, MaxDocumentTokens = 300, TermFrequency = new() { K1 = 1.2, B = 0.75, AverageTokens = 7.5 } };
        using var folder = new StaticTokenFolder(precision, info);
        var table = StaticTokenTable.Read(folder.TablePath);
        Assert.That((table.Info, table.Fingerprint), Is.EqualTo((info, folder.Table.Fingerprint)));
        Assert.That(table.Weights.ToArray(), Is.EqualTo(StaticTokenFolder.Vocabulary.Select(StaticTokenFolder.Weight)));
        float[] vectors = StaticTokenFolder.Vectors();
        for (int token = 5; token < table.RowCount; token++)
        {
            float[] expected = vectors[(token * StaticTokenFolder.Dimension)..((token + 1) * StaticTokenFolder.Dimension)];
            float norm = MathF.Sqrt(expected.Sum(value => value * value));
            float[] row = Row(table, token);
            Assert.That(row, Is.EqualTo(expected.Select(value => value / norm)).Within(precision == TokenVectorPrecision.Int8 ? 0.004f : 0.0005f));
            Assert.That(row.Sum(value => value * value), Is.EqualTo(1).Within(1e-5));
        }

        Assert.That(File.Exists(folder.TablePath + ".tmp"), Is.False);
    }

    [Test]
    public void LongRowsAreReadInAllTheirParts([Values(TokenVectorPrecision.Int8, TokenVectorPrecision.Float16)] TokenVectorPrecision precision, [Values(1, 7, 31, 32, 63, 128, 133)] int dimension)
    {
        float[] vector = [.. Enumerable.Range(0, dimension).Select(i => (i % 2 == 0 ? 1 : -1) * (1f + i))];
        var table = StaticTokenTable.Create(vector, [1], dimension, precision);
        double norm = Math.Sqrt(vector.Sum(value => (double)value * value));
        Assert.That(Row(table, 0), Is.EqualTo(vector.Select(value => (float)(value / norm))).Within(0.005f));
    }

    [Test]
    public void ATruncatedFileIsRefused()
    {
        byte[] image = Convert.FromHexString(Integers);
        for (int length = 0; length < image.Length; length++)
        {
            Assert.That(() => Read(image[..length]), Throws.InstanceOf<InvalidDataException>(), $"{length} bytes");
        }

        Assert.That(() => Read([.. image, 0]), Throws.InstanceOf<InvalidDataException>());
    }

    [Test]
    public void EveryDamagedBitIsFound([Values(Integers, Halves)] string hex)
    {
        byte[] image = Convert.FromHexString(hex);
        for (int bit = 0; bit < image.Length * 8; bit++)
        {
            image[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(
                () => Read(image),
                bit is >= 64 and < 96 ? Throws.InstanceOf<NotSupportedException>() : Throws.InstanceOf<InvalidDataException>(),
                $"bit {bit}");
            image[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Test]
    public void ALaterVersionIsRefusedByName()
    {
        Assert.That(() => Read(Changed(8, 2)), Throws.InstanceOf<NotSupportedException>().With.Message.Contains("version 2; this library reads version 1"));
    }

    [TestCase(12, 0)]
    [TestCase(12, 4097)]
    [TestCase(12, -1)]
    [TestCase(16, 0)]
    [TestCase(16, 1 << 30)]
    [TestCase(16, -1)]
    [TestCase(20, 0)]
    [TestCase(20, 3)]
    [TestCase(24, -1)]
    [TestCase(24, 1 << 20)]
    [TestCase(28, 1)]
    public void AHostileHeaderIsRefusedEvenWithARightChecksum(int offset, int value)
    {
        Assert.That(() => Read(Changed(offset, value)), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("The header is damaged"));
    }

    [Test]
    public void AHeaderThatAnnouncesMoreThanThereIsIsRefusedWithoutMemory()
    {
        byte[] image = Changed(16, 1 << 24);
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(12), 4096);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => Read(image), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("its header announces 6878658"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(100_000));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    [TestCase(-1f)]
    public void AWeightThatIsNoneIsRefused(float weight)
    {
        byte[] image = Changed(80, BitConverter.SingleToInt32Bits(weight));
        Assert.That(() => Read(image), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("Token 0 has the weight"));
        Assert.That(() => StaticTokenTable.Create(Vectors, [1, weight, 1], 2), Throws.ArgumentException.With.Message.Contains("Token 1 has the weight"));
    }

    [Test]
    public void ATokenWithAWeightNeedsADirection()
    {
        byte[] image = Changed(84, BitConverter.SingleToInt32Bits(1));
        Assert.That(() => Read(image), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("Token 1 has the weight 1 but no direction"));
        Assert.That(() => StaticTokenTable.Create(Vectors, [1, 1, 1], 2), Throws.ArgumentException.With.Message.Contains("Token 1 has the weight 1 but no direction"));
    }

    [Test]
    public void ARowThatIsNotFiniteIsRefused()
    {
        byte[] image = Convert.FromHexString(Halves);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(92), 0x7C00);
        Seal(image);
        Assert.That(() => Read(image), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("row of token 0 holds a number that is not finite"));
        Assert.That(() => StaticTokenTable.Create([1, float.NaN], [0], 2), Throws.ArgumentException.With.Message.Contains("not finite"));
    }

    [TestCase("[]")]
    [TestCase("{\"name\":1}")]
    [TestCase("{\"maxQueryTokens\":0}")]
    [TestCase("{\"maxQueryTokens\":1.5}")]
    [TestCase("{\"name\":")]
    [TestCase("{\"termFrequency\":1}")]
    [TestCase("{\"termFrequency\":{\"k1\":1}}")]
    public void MetadataThatIsNoneIsRefused(string json)
    {
        byte[] image = Convert.FromHexString(Integers);
        image.AsSpan(32, 35).Fill((byte)' ');
        Encoding.UTF8.GetBytes(json).CopyTo(image, 32);
        Seal(image);
        Assert.That(() => Read(image), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("The metadata is not what it should be"));
    }

    [Test]
    public void UnknownMetadataIsPassedOver()
    {
        byte[] image = Convert.FromHexString(Integers);
        "{\"name\":\"x\",\"later\":[1,{\"a\":null}]}"u8.CopyTo(image.AsSpan(32));
        Seal(image);
        Assert.That(Read(image).Info, Is.EqualTo(new StaticTokenTableInfo { Name = "x" }));
    }

    [Test]
    public void ArgumentsThatDoNotFitAreRefused()
    {
        Assert.That(() => StaticTokenTable.Create(Vectors, Weights, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => StaticTokenTable.Create(Vectors, Weights, 4097), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => StaticTokenTable.Create([], [], 2), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => StaticTokenTable.Create(Vectors, Weights, 2, TokenVectorPrecision.Float32), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => StaticTokenTable.Create(Vectors, Weights, 3), Throws.ArgumentException.With.Message.Contains("6 numbers do not make 3 vectors of 3"));
        Assert.That(
            () => StaticTokenTable.Create(Vectors, Weights, 2, info: new() { Description = new('x', 70_000) }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new StaticTermFrequency { K1 = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new StaticTermFrequency { B = 1.1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new StaticTermFrequency { AverageTokens = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new StaticTokenTableInfo { MaxQueryTokens = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        var table = StaticTokenTable.Create(Vectors, Weights, 2);
        Assert.That(() => table.CopyVector(3, new float[2]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => table.CopyVector(-1, new float[2]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => table.CopyVector(0, new float[1]), Throws.ArgumentException);
    }

    [Test]
    public void AMissingFileAndADamagedOneAreNamed()
    {
        using var folder = new StaticTokenFolder();
        Assert.That(() => StaticTokenTable.Read(folder.FullName + "/none.bin"), Throws.InstanceOf<FileNotFoundException>());
        File.WriteAllBytes(folder.TablePath, [1, 2, 3]);
        Assert.That(() => StaticTokenTable.Read(folder.TablePath), Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith($"'{folder.TablePath}': "));
    }

    private static float[] Row(StaticTokenTable table, int token)
    {
        float[] row = new float[table.Dimension];
        table.CopyVector(token, row);
        return row;
    }

    private static StaticTokenTable Read(byte[] image) => StaticTokenTable.Read(new MemoryStream(image));

    private static byte[] Changed(int offset, int value)
    {
        byte[] image = Convert.FromHexString(Integers);
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(offset), value);
        Seal(image);
        return image;
    }

    // A table made of the same bytes gets the right checksum from the writer's own hash.
    private static void Seal(byte[] image)
    {
        Hash128 checksum = Hash128.OfBytes(image.AsSpan(0, image.Length - 16));
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(image.Length - 16), checksum.Low);
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(image.Length - 8), checksum.High);
    }
}
