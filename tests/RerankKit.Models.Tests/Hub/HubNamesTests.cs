namespace RerankKit.Models.Tests;

public sealed class HubNamesTests
{
    [TestCase("cross-encoder/ms-marco-MiniLM-L6-v2", true)]
    [TestCase("gpt2", true)]
    [TestCase("colbert-ir/colbertv2.0", true)]
    [TestCase("a/b/c", false)]
    [TestCase("../evil", false)]
    [TestCase("a--b/c", false)]
    [TestCase("a/b.git", false)]
    [TestCase("-a/b", false)]
    [TestCase("a/b\n", false)]
    [TestCase("/a", false)]
    [TestCase("C:\\models", false)]
    [TestCase("", false)]
    public void IdsAreThoseOfTheHub(string id, bool isId) => Assert.That(HubNames.IsId(id), Is.EqualTo(isId));

    [TestCase("onnx/model.onnx", true)]
    [TestCase("1_Dense/of it.bin", true)]
    [TestCase("..", false)]
    [TestCase("a/../b", false)]
    [TestCase("a//b", false)]
    [TestCase("/a", false)]
    [TestCase("a/", false)]
    [TestCase("a\\b", false)]
    [TestCase("c:a", false)]
    [TestCase("a\0b", false)]
    [TestCase("a./b", false)]
    [TestCase("", false)]
    public void PathsStayBelowTheirFolder(string path, bool isPath) => Assert.That(HubNames.IsPath(path), Is.EqualTo(isPath));

    [Test]
    public void ARevisionCannotLeadOutOfTheCache() => Assert.That(() => new ModelRequest { Revision = "../../../etc" }, Throws.ArgumentException);

    [Test]
    public void APinThatIsNoSha256IsRefused() =>
        Assert.That(() => new ModelRequest { Sha256 = new Dictionary<string, string> { ["model.onnx"] = "abc" } }, Throws.ArgumentException.With.Message.Contains("64 hexadecimal digits"));

    [Test]
    public void WhatIsNeitherFolderNorIdIsRefused()
    {
        using var store = new ModelStore(new() { CacheDirectory = Path.GetTempPath() });
        Assert.That(() => store.ResolveAsync("./no/such/folder"), Throws.ArgumentException.With.Message.Contains("'./no/such/folder'"));
    }
}
