using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using RerankKit.TestModels;

namespace RerankKit.Models.Tests.LateInteraction;

/// <summary>What would be wrong vectors is found at load.</summary>
public class MultiVectorLoadTests
{
    [Test]
    public void HiddenStatesWithoutAProjectionAreRefused()
    {
        using TestModelFolder model = Folder(TestHead.HiddenStates, new());
        File.Delete(model.File("model.safetensors"));
        Assert.That(() => MultiVectorEncoder.Load(model.FullName), Throws.TypeOf<InvalidDataException>().With.Message.Contains("model.safetensors").And.Message.Contains("not projected"));
    }

    [Test]
    public void AGraphOfAnotherWidthIsRefused()
    {
        using TestModelFolder stanford = Folder(TestHead.TokenVectors, new() { Change = (_, json) => json["dim"] = 100 });
        Assert.That(() => MultiVectorEncoder.Load(stanford.FullName), Throws.TypeOf<InvalidDataException>().With.Message.Contains("24").And.Message.Contains("100"));

        using TestModelFolder plaid = Folder(TestHead.UnitTokenVectors, new() { Style = TestLateInteractionStyle.NextPlaid, Change = (_, json) => json["embedding_dim"] = 100 });
        Assert.That(() => MultiVectorEncoder.Load(plaid.FullName), Throws.TypeOf<InvalidDataException>().With.Message.Contains("100"));

        using TestModelFolder layers = Folder(TestHead.HiddenStates, new() { Style = TestLateInteractionStyle.PyLate, Change = Dense("in_features", 64) });
        Assert.That(() => MultiVectorEncoder.Load(layers.FullName), Throws.TypeOf<InvalidDataException>().With.Message.Contains("64"));
    }

    [Test]
    public void WeightsThatDoNotFitTheirConfigurationAreRefused()
    {
        using TestModelFolder model = Folder(TestHead.HiddenStates, new() { Style = TestLateInteractionStyle.PyLate, Change = Dense("out_features", 20) });
        Assert.That(() => MultiVectorEncoder.Load(model.FullName), Throws.TypeOf<InvalidDataException>().With.Message.Contains("[24, 32]"));

        using TestModelFolder bias = Folder(TestHead.HiddenStates, new() { Style = TestLateInteractionStyle.PyLate, Change = Dense("bias", true) });
        Assert.That(() => MultiVectorEncoder.Load(bias.FullName), Throws.TypeOf<InvalidDataException>().With.Message.Contains("linear.bias"));
    }

    [Test]
    public void AMarkerOutsideOfTheVocabularyIsRefused()
    {
        using TestModelFolder unknown = Folder(TestHead.TokenVectors, new() { Change = (_, json) => json["query_token_id"] = "[nothing]" });
        Assert.That(() => MultiVectorEncoder.Load(unknown.FullName), Throws.TypeOf<InvalidDataException>().With.Message.Contains("[nothing]"));
    }

    [Test]
    public void AMarkerOutsideOfTheEmbeddingTableIsRefused()
    {
        static void Change(string path, JsonObject json) => (json["query_prefix"], json["query_prefix_id"]) = ("nowhere", 1000);
        using TestModelFolder model = Folder(TestHead.UnitTokenVectors, new() { Style = TestLateInteractionStyle.NextPlaid, Change = Change });
        Assert.That(() => MultiVectorEncoder.Load(model.FullName), Throws.TypeOf<InvalidDataException>().With.Message.Contains("1000 embedding rows"));
    }

    [Test]
    public void AMarkerWithTwoIdsIsRefused()
    {
        using TestModelFolder model = Folder(TestHead.UnitTokenVectors, new() { Style = TestLateInteractionStyle.NextPlaid, Change = (_, json) => json["query_prefix_id"] = 7 });
        Assert.That(() => MultiVectorEncoder.Load(model.FullName), Throws.TypeOf<InvalidDataException>().With.Message.Contains("not of the same export"));
    }

    [Test]
    public void AGraphThatGivesOneNumberPerTextIsRefused()
    {
        using TestModelFolder model = Folder(TestHead.Classification, new());
        Assert.That(() => MultiVectorEncoder.Load(model.FullName), Throws.TypeOf<InvalidDataException>().With.Message.Contains("logits"));
    }

    [Test]
    public void AnotherKindOfModelIsRefused()
    {
        using var model = new TestModelFolder(TestModelPresets.Tiny(TestArchitecture.Bert));
        Assert.That(() => MultiVectorEncoder.Load(model.FullName), Throws.TypeOf<NotSupportedException>().With.Message.Contains("not a late-interaction model"));
    }

    [Test]
    public void LengthsBeyondThePositionTableAreRefused()
    {
        using TestModelFolder model = Folder(TestHead.TokenVectors, new() { DocumentLength = 200 });
        Assert.That(() => MultiVectorEncoder.Load(model.FullName), Throws.TypeOf<InvalidDataException>().With.Message.Contains("200").And.Message.Contains("DocumentLength"));
        using var shortened = MultiVectorEncoder.Load(model.FullName, new() { DocumentLength = 128 });
        Assert.That(shortened.Dimension, Is.EqualTo(24));
    }

    [Test]
    public void OptionsThatDoNotFitTheModelAreRefused()
    {
        string model = SharedModels.Of(EncoderCases.SentenceTransformers.Model).FullName;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => MultiVectorEncoder.Load(model, new() { Dimension = 25 }), Throws.ArgumentException.With.Message.Contains("24"));
            Assert.That(() => MultiVectorEncoder.Load(model, new() { DocumentLength = 129 }), Throws.ArgumentException.With.Message.Contains("128"));
            Assert.That(() => MultiVectorEncoder.Load(model, new() { ExpansionLength = 20, QueryLength = 24 }), Throws.ArgumentException.With.Message.Contains("20"));
            Assert.That(
                () => MultiVectorEncoder.Load(model, new() { Expansion = QueryExpansion.Minimum, ExpansionLength = 20, QueryLength = 10 }), Throws.ArgumentException.With.Message.Contains("10"));
        }
    }

    [Test]
    public void OptionsRefuseWhatCannotBe()
    {
        var options = new MultiVectorEncoderOptions();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => options.Dimension = 0, Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.QueryLength = 3, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("QueryLength"));
            Assert.That(() => options.DocumentLength = 3, Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.ExpansionLength = 3, Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.Expansion = (QueryExpansion)9, Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.PoolingFactor = 0, Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.ProtectedTokens = -1, Throws.TypeOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public void ACopyOfTheOptionsChangesByItself()
    {
        var options = new MultiVectorEncoderOptions
        {
            Dimension = 8,
            QueryLength = 9,
            DocumentLength = 10,
            Expansion = QueryExpansion.Minimum,
            ExpansionLength = 11,
            AttendToExpansion = true,
            SkiplistWords = ["x"],
            PoolingFactor = 2,
            ProtectedTokens = 0,
            MaxLength = 99,
        };
        MultiVectorEncoderOptions copy = options.Clone();
        options.Dimension = 4;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((copy.Dimension, copy.QueryLength, copy.DocumentLength, copy.Expansion), Is.EqualTo((8, 9, 10, QueryExpansion.Minimum)));
            Assert.That((copy.ExpansionLength, copy.AttendToExpansion, copy.PoolingFactor, copy.ProtectedTokens, copy.MaxLength), Is.EqualTo((11, true, 2, 0, 99)));
            Assert.That(copy.SkiplistWords, Is.EqualTo(new[] { "x" }));
        }
    }

    [Test]
    public async Task SkiplistWordsThatAreUnknownAreLeftOutWithAWarning()
    {
        var logger = new RecordingLogger(LogLevel.Information);
        using var encoder = MultiVectorEncoder.Load(
            SharedModels.Of(EncoderCases.Stanford.Model).FullName, new() { SkiplistWords = [".", "☃", "no such word"] }, logger);
        Assert.That((await encoder.EncodeAsync(["☃ ☃"], TextRole.Document))[0].Count, Is.EqualTo(5), "unknown tokens are scored");
        Assert.That(logger.Messages.Where(message => message.Contains("skiplist", StringComparison.Ordinal)), Has.One.Contains("☃"));
    }

    private static TestModelFolder Folder(TestHead head, TestLateInteraction late) => new(EncoderCases.Bert(head, late));

    private static Action<string, JsonObject> Dense(string key, JsonNode value) => (path, json) =>
    {
        if (path == "1_Dense/config.json")
        {
            json[key] = value.DeepClone();
        }
    };
}
