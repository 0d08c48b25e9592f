namespace RerankKit.Models.Tests.Profiles;

/// <summary>What files say about a model; the values are those of the published models.</summary>
public class ModelProfileReaderTests
{
    private string _folder = "";

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("rerankkit-profile-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void MsMarcoMiniLmIsACrossEncoderWithIdentity()
    {
        Write("config.json", """{"model_type":"bert","architectures":["BertForSequenceClassification"],"id2label":{"0":"LABEL_0"},"max_position_embeddings":512,"pad_token_id":0,"vocab_size":30522,"hidden_size":384,"sentence_transformers":{"activation_fn":"torch.nn.modules.linear.Identity"}}""");
        Write("tokenizer_config.json", """{"model_max_length":1000000000000000019884624838656}""");
        ModelProfile profile = ModelProfileReader.Read(_folder);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(profile.Activation, Is.EqualTo(ScoreActivation.Identity));
            Assert.That(profile.MaxLength, Is.EqualTo(512));
            Assert.That(profile.Labels, Has.Count.EqualTo(1));
            Assert.That(profile.IsDecoder, Is.False);
        }
    }

    [TestCase("xlm-roberta", 514, 1, 512)]
    [TestCase("roberta", 514, 1, 512)]
    [TestCase("camembert", 514, 1, 512)]
    [TestCase("bert", 512, 0, 512)]
    [TestCase("modernbert", 8192, 50283, 8192)]
    public void PositionsBeginBehindThePaddingInTheRobertaFamily(string type, int positions, int padding, int maxLength)
    {
        Write("config.json", $$"""{"model_type":"{{type}}","max_position_embeddings":{{positions}},"pad_token_id":{{padding}}}""");
        Assert.That(ModelProfileReader.Read(_folder).MaxLength, Is.EqualTo(maxLength));
    }

    [Test]
    public void TheShortestOfAllLimitsHolds()
    {
        Write("config.json", """{"model_type":"xlm-roberta","max_position_embeddings":8194,"pad_token_id":1}""");
        Write("tokenizer_config.json", """{"model_max_length":8192}""");
        Write("sentence_bert_config.json", """{"max_seq_length":1024,"do_lower_case":false}""");
        Assert.That(ModelProfileReader.Read(_folder).MaxLength, Is.EqualTo(1024));
    }

    [Test]
    public void TheNewestDeclarationOfTheActivationWins()
    {
        Write("config.json", """{"model_type":"bert","sbert_ce_default_activation_function":"torch.nn.modules.activation.Sigmoid"}""");
        Assert.That(ModelProfileReader.Read(_folder).DeclaredActivation, Is.EqualTo(ScoreActivation.Sigmoid));
        Write("config_sentence_transformers.json", """{"activation_fn":"torch.nn.modules.linear.Identity"}""");
        Assert.That(ModelProfileReader.Read(_folder).DeclaredActivation, Is.EqualTo(ScoreActivation.Identity));
    }

    [Test]
    public void WithoutADeclarationOneLabelMeansSigmoidAndSeveralNone()
    {
        Write("config.json", """{"model_type":"bert","num_labels":1}""");
        Assert.That(ModelProfileReader.Read(_folder).Activation, Is.EqualTo(ScoreActivation.Sigmoid));
        Write("config.json", """{"model_type":"bert"}""");
        ModelProfile profile = ModelProfileReader.Read(_folder);
        Assert.That(profile.Labels, Has.Count.EqualTo(2), "the default of transformers");
        Assert.That(profile.Activation, Is.EqualTo(ScoreActivation.Identity));
    }

    [Test]
    public void LabelsAreInTheOrderOfTheirNumbers()
    {
        Write("config.json", """{"model_type":"bert","id2label":{"10":"k","2":"c","0":"a","1":"b"}}""");
        Assert.That(ModelProfileReader.Read(_folder).Labels, Is.EqualTo(new[] { "a", "b", "c", "k" }));
    }

    [TestCase("{", "not JSON")]
    [TestCase("{}", "model_type")]
    [TestCase("""{"model_type":"bert","vocab_size":"many"}""", "vocab_size")]
    [TestCase("""{"model_type":"bert","id2label":{"first":"a"}}""", "first")]
    public void BrokenConfigurationIsNamed(string config, string named)
    {
        Write("config.json", config);
        Assert.That(() => ModelProfileReader.Read(_folder), Throws.TypeOf<InvalidDataException>().With.Message.Contains(named).And.Message.Contains("config.json"));
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
