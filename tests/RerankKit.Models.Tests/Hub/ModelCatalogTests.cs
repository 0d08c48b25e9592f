namespace RerankKit.Models.Tests;

public sealed class ModelCatalogTests
{
    [Test]
    public void EveryModelIsFoundByEachOfItsNamesInAnyCase()
    {
        foreach (ModelDescriptor model in ModelCatalog.Models)
        {
            foreach (string name in model.Aliases.Append(model.Id))
            {
                Assert.That(ModelCatalog.Find(name.ToUpperInvariant()), Is.SameAs(model));
            }
        }
    }

    [Test]
    public void EveryModelCanBeAskedForAndIsDescribed()
    {
        foreach (ModelDescriptor model in ModelCatalog.Models)
        {
            Assert.That(HubNames.IsId(model.Id), model.Id);
            Assert.That(model.MaxTokens, Is.InRange(128, 40960), model.Id);
            Assert.That(model.Family, Is.Not.EqualTo(ModelFamily.Unknown), model.Id);
            Assert.That(model.OnnxFiles, Is.All.Matches<string>(OnnxVariant.IsOnnx), model.Id);
            Assert.That(model.OnnxId is null || ModelCatalog.Find(model.OnnxId)?.OnnxFiles.Count > 0, model.Id);
        }
    }

    [Test]
    public void EveryNonCommercialModelNamesOneThatIsNot()
    {
        ModelDescriptor[] restricted = [.. ModelCatalog.Models.Where(model => model.IsNonCommercial)];
        Assert.That(restricted.Select(model => model.Id), Is.EquivalentTo(["jinaai/jina-reranker-v2-base-multilingual", "jinaai/jina-colbert-v2"]));
        foreach (ModelDescriptor model in restricted)
        {
            ModelDescriptor alternative = ModelCatalog.Find(model.Alternative!)!;
            Assert.That(alternative.IsNonCommercial, Is.False);
            Assert.That(alternative.Family, Is.EqualTo(model.Family));
        }
    }

    [Test]
    public void AnUnknownNameIsNotFound() => Assert.That(ModelCatalog.Find("test/small"), Is.Null);
}
