using System.IO.Compression;

namespace RerankKit.Learning.Tests;

[TestFixture]
public sealed class LearnedModelTests
{
    private static readonly RankingLearning Learned = World.Learn(queries: 25);
    private string _path = "";

    [SetUp]
    public void SetUp() => _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.zip");

    [TearDown]
    public void TearDown() => File.Delete(_path);

    [Test]
    public void TreesGiveTheScoresOfMlNet()
    {
        var random = new Random(3);
        LabelledList[] lists = [.. Enumerable.Range(0, 60).Select(q => new LabelledList(
            $"q{q}",
            q,
            [.. Enumerable.Range(0, 12).Select(i => $"d{i}")],
            [.. Enumerable.Range(0, 12).Select(_ => new float[] { random.NextSingle(), random.Next(5), -random.NextSingle() })],
            [.. Enumerable.Range(0, 12).Select(_ => random.Next(3))],
            [.. Enumerable.Range(0, 12).Select(_ => 1f)]))];

        (TreeEnsemble trees, double[] gains, Microsoft.ML.ITransformer original) = LambdaMart.Fit(lists, 30, seed: 5);

        // ML.NET leaves out trees that split nothing.
        Assert.That(trees.Trees, Has.Count.InRange(20, 30));
        Assert.That(gains.Sum(), Is.GreaterThan(0));
        foreach (LabelledList list in lists)
        {
            Assert.That(list.Features.Select(row => trees.Score(row)), Is.EqualTo(LambdaMart.Score(original, list).Select(score => (double)score)).Within(1e-6));
        }
    }

    [Test]
    public void AFileKeepsTheModelAndIsTheSameBytesEachTime()
    {
        Learned.Model.Save(_path);
        byte[] once = File.ReadAllBytes(_path);
        var read = LearnedModel.Load(_path);
        read.Save(_path);

        Assert.That(read.Fingerprint, Is.EqualTo(Learned.Model.Fingerprint));
        Assert.That(read.Evidence, Is.EqualTo(Learned.Model.Evidence));
        Assert.That(File.ReadAllBytes(_path), Is.EqualTo(once));
    }

    [Test]
    public void ADamagedFileIsSaidToBe()
    {
        Learned.Model.Save(_path);
        byte[] bytes = File.ReadAllBytes(_path);
        foreach (byte[] damaged in (byte[][])[[], [.. "nonsense"u8], bytes[..(bytes.Length / 2)], Flipped(bytes)])
        {
            File.WriteAllBytes(_path, damaged);
            Assert.That(() => LearnedModel.Load(_path), Throws.TypeOf<InvalidDataException>().With.Message.Contains(_path).And.Message.Contains("is not a learned model"));
        }
    }

    [TestCase("words.coverage", "words.covrage", "it lacks words.coverage", "it has unknown words.covrage")]
    [TestCase("first.score", "later.score", "it lacks first.score", "it has unknown later.score")]
    public void FeaturesThatAreMissingOrUnknownAreNamed(string name, string other, params string[] messages)
    {
        Rewrite(json => json.Replace($"\"{name}\"", $"\"{other}\"", StringComparison.Ordinal));
        Assert.That(() => LearnedModel.Load(_path), Throws.TypeOf<InvalidDataException>().With.Message.Contains(messages[0]).And.Message.Contains(messages[1]));
    }

    [TestCase("\"version\":1", "\"version\":2", "format version 2")]
    [TestCase("\"left\":[", "\"left\":[0,", "is damaged")]
    [TestCase("\"features\":[\"first", "\"features\":null,\"other\":[\"first", "features")]
    public void WhatCouldNotBeFollowedIsRefused(string before, string after, string message)
    {
        Rewrite(json => json.Replace(before, after, StringComparison.Ordinal));
        Assert.That(() => LearnedModel.Load(_path), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
    }

    [Test]
    public void ATreeThatRunsInCirclesOrOutOfItsArraysIsFound()
    {
        RegressionTree good = new([0, 1], [0.5f, 0.5f], [1, -2], [-1, -3], [1, 2, 3]);
        Assert.That(good.Fault(2), Is.Null);
        Assert.That(new[] { new float[] { 1, 0 }, [0, 0], [0, 1] }.Select(row => good.Score(row)), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That((good with { Left = [1, 1] }).Fault(2), Does.Contain("a child"));
        Assert.That((good with { Left = [0, -2] }).Fault(2), Does.Contain("a child"));
        Assert.That((good with { Right = [-1, -4] }).Fault(2), Does.Contain("a child"));
        Assert.That(good.Fault(1), Does.Contain("a feature that is not there"));
        Assert.That((good with { Leaves = [1, 2] }).Fault(2), Does.Contain("one length"));
        Assert.That((good with { Leaves = [1, 2, double.NaN] }).Fault(2), Does.Contain("a number is none"));
    }

    private static byte[] Flipped(byte[] bytes)
    {
        byte[] copy = [.. bytes];
        copy[bytes.Length / 3] ^= 0x55;
        return copy;
    }

    private void Rewrite(Func<string, string> change)
    {
        Learned.Model.Save(_path);
        string json;
        using (var archive = ZipFile.OpenRead(_path))
        {
            using var reader = new StreamReader(archive.Entries[0].Open());
            json = reader.ReadToEnd();
        }

        string changed = change(json);
        Assert.That(changed, Is.Not.EqualTo(json));
        using var target = new ZipArchive(File.Create(_path), ZipArchiveMode.Create);
        using var writer = new StreamWriter(target.CreateEntry("model.json").Open());
        writer.Write(changed);
    }
}
