namespace RerankKit.Models.Tests.LateInteraction;

/// <summary>What the four config styles say, read by hand-written files.</summary>
public sealed class MultiVectorProfileReaderTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("rerankkit-profile-");

    [TearDown]
    public void Delete() => _folder.Delete(recursive: true);

    [Test]
    public void StanfordsDefaultsHoldWithoutItsFile()
    {
        MultiVectorProfile profile = Read("HF_ColBERT");
        using (Assert.EnterMultipleScope())
        {
            Assert.That((profile.Style, profile.QueryPrompt, profile.DocumentPrompt), Is.EqualTo((MultiVectorStyle.Stanford, "[unused0]", "[unused1]")));
            Assert.That((profile.QueryLength, profile.DocumentLength, profile.Dimension), Is.EqualTo((32, 220, 128)));
            Assert.That(profile.Expansion, Is.EqualTo(new QueryExpansionProfile(QueryExpansion.Fixed, 32)));
            Assert.That(profile.Skiplist, Has.Count.EqualTo(32));
        }
    }

    [Test]
    public void ColbertV2sFileIsRead()
    {
        Write("artifact.metadata", """{"query_token_id":"[unused0]","doc_token_id":"[unused1]","query_maxlen":32,"doc_maxlen":180,"dim":128,"attend_to_mask_tokens":false,"mask_punctuation":true,"similarity":"cosine","nbits":1}""");
        MultiVectorProfile profile = Read("HF_ColBERT");
        Assert.That((profile.DocumentLength, profile.Dimension, profile.Expansion!.IsAttended), Is.EqualTo((180, 128, false)));
    }

    [Test]
    public void PyLatesDefaultsAreAppended()
    {
        Write("config_sentence_transformers.json", """{"model_type":"ColBERT"}""");
        WriteModules("Transformer", "Dense");
        WriteDense("""{"in_features":384,"out_features":96,"bias":false,"activation_function":"torch.nn.modules.linear.Identity"}""");
        MultiVectorProfile profile = Read();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((profile.Style, profile.QueryPrompt, profile.DocumentPrompt), Is.EqualTo((MultiVectorStyle.PyLate, "[Q] ", "[D] ")));
            Assert.That((profile.QueryLength, profile.DocumentLength, profile.Dimension), Is.EqualTo((32, 180, 96)));
            Assert.That(profile.Expansion, Is.EqualTo(new QueryExpansionProfile(QueryExpansion.Fixed, 32)));
            Assert.That(profile.Skiplist, Has.Count.EqualTo(32));
            Assert.That(profile.IsNormalized, Is.True);
        }
    }

    [Test]
    public void GteModernColbertsFileIsRead()
    {
        Write("config_sentence_transformers.json", """{"model_type":"ColBERT","query_prefix":"[Q] ","document_prefix":"[D] ","query_length":48,"document_length":300,"attend_to_expansion_tokens":false,"do_query_expansion":false,"skiplist_words":["!","."]}""");
        Write("sentence_bert_config.json", """{"max_seq_length":299,"do_lower_case":true}""");
        WriteModules("Transformer", "Dense");
        WriteDense("""{"in_features":768,"out_features":128,"bias":false,"activation_function":"torch.nn.modules.linear.Identity","use_residual":true}""");
        MultiVectorProfile profile = Read();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((profile.QueryLength, profile.DocumentLength, profile.Expansion), Is.EqualTo((48, 300, (QueryExpansionProfile?)null)));
            Assert.That(profile.Skiplist, Is.EqualTo(new[] { "!", "." }));
            Assert.That(profile.Dense.Single().HasResidual, Is.True);
            Assert.That(profile.LowersCase, Is.True);
        }
    }

    [Test]
    public void NextPlaidsKeysMayStandInEitherFile([Values("onnx_config.json", "config_sentence_transformers.json")] string file)
    {
        Write(file, """{"model_type":"ColBERT","query_prefix":"[Q] ","document_prefix":"[D] ","query_length":48,"document_length":300,"do_query_expansion":true,"embedding_dim":48,"query_prefix_id":50368,"document_prefix_id":50369,"mask_token_id":50284,"pad_token_id":50283,"skiplist_words":[],"do_lower_case":true}""");
        MultiVectorProfile profile = Read();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((profile.Style, profile.QueryMarkerId, profile.DocumentMarkerId, profile.Expansion!.TokenId), Is.EqualTo((MultiVectorStyle.NextPlaid, 50368, 50369, 50284)));
            Assert.That((profile.Dimension, profile.LowersCase, profile.Expansion.Length), Is.EqualTo((48, true, 48)));
        }
    }

    [Test]
    public void ModulesAreRead()
    {
        Write("config_sentence_transformers.json", """{"model_type":"MultiVectorEncoder","prompts":{"query":"[Q] ","passage":"[D] "}}""");
        Write("sentence_bert_config.json", """{"query_length":64,"document_length":300,"query_expansion":{"strategy":"min","length":32,"attend":true,"token":"[PAD]"}}""");
        WriteModules("Transformer", "Dense", "MultiVectorMask", "Normalize", "HierarchicalTokenPooling");
        WriteDense("""{"in_features":768,"out_features":128}""");
        Write("2_MultiVectorMask/config.json", """{"skiplist_words":["."],"skiplist_tasks":["query","document"],"keep_only_token_ids":[5,6]}""");
        Write("3_Normalize/config.json", """{"module_input_name":"token_embeddings"}""");
        Write("4_HierarchicalTokenPooling/config.json", """{"pool_factor":2,"num_protected_tokens":0}""");
        MultiVectorProfile profile = Read();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((profile.Style, profile.QueryPrompt, profile.DocumentPrompt), Is.EqualTo((MultiVectorStyle.SentenceTransformers, "[Q] ", "[D] ")));
            Assert.That((profile.QueryLength, profile.DocumentLength), Is.EqualTo((64, 300)));
            Assert.That(profile.Expansion, Is.EqualTo(new QueryExpansionProfile(QueryExpansion.Minimum, 32) { IsAttended = true, Token = "[PAD]" }));
            Assert.That((profile.SkipsInQueries, profile.SkipsInDocuments, profile.IsNormalized), Is.EqualTo((true, true, true)));
            Assert.That(profile.KeepOnlyTokenIds, Is.EqualTo(new[] { 5, 6 }));
            Assert.That(profile.Pooling, Is.EqualTo(new TokenPoolingProfile(2, 0)));
            Assert.That((profile.Dense[0].HasBias, profile.Dense[0].Activation), Is.EqualTo((true, DenseActivation.Tanh)), "sentence-transformers' defaults");
        }
    }

    [TestCase("""{"query_prefix":""}""", null)]
    [TestCase("""{"query_prefix":"query: ","document_prefix":"passage: "}""", null)]
    [TestCase("""{"document_length":180,"skiplist_words":["."]}""", null)]
    [TestCase("""{"query_length":64}""", null)]
    [TestCase("""{"query_length":64,"do_query_expansion":false}""", null)]
    [TestCase("""{"query_prefix":"","query_expansion":null}""", null)]
    [TestCase("""{"query_prefix":"","do_query_expansion":true}""", 32)]
    [TestCase("""{"query_length":64,"do_query_expansion":true}""", 64)]
    [TestCase("""{"query_length":48,"attend_to_expansion_tokens":true}""", 48)]
    [TestCase("""{"query_expansion":{"strategy":"fixed","length":24}}""", 24)]
    public void BesideAMaskOnlyKeysThatSpeakOfExpansionTurnItOn(string config, int? filled)
    {
        Write("config_sentence_transformers.json", config);
        WriteModules("Transformer", "MultiVectorMask");
        MultiVectorProfile profile = Read();
        Assert.That(profile.Style, Is.EqualTo(MultiVectorStyle.SentenceTransformers));
        Assert.That(profile.Expansion?.Length, Is.EqualTo(filled));
        Assert.That(profile.QueryLength, Is.EqualTo(filled ?? (config.Contains("query_length", StringComparison.Ordinal) ? 64 : null)));
    }

    [TestCase("sentence_bert_config.json", """{"query_expansion":{"strategy":"max","length":32}}""", "max")]
    [TestCase("sentence_bert_config.json", """{"query_expansion":{"strategy":"min","length":32,"what":1}}""", "what")]
    [TestCase("2_MultiVectorMask/config.json", """{"skiplist_words":"a"}""", "skiplist_words")]
    [TestCase("2_MultiVectorMask/config.json", """{"skiplist_words":[1]}""", "skiplist_words")]
    [TestCase("sentence_bert_config.json", """{"query_expansion":{"strategy":"min"}}""", "length")]
    [TestCase("sentence_bert_config.json", """{"query_length":16,"query_expansion":{"strategy":"min","length":32}}""", "query_length = 16")]
    [TestCase("sentence_bert_config.json", """{"document_length":"long"}""", "document_length")]
    [TestCase("sentence_bert_config.json", """{"document_length":0}""", "document_length")]
    [TestCase("sentence_bert_config.json", "[]", "object")]
    [TestCase("1_Dense/config.json", """{"in_features":4,"out_features":2,"activation_function":"my.Activation"}""", "my.Activation")]
    [TestCase("1_Dense/config.json", """{"in_features":4,"out_features":2,"module_input_name":"sentence_embedding"}""", "sentence_embedding")]
    [TestCase("1_Dense/config.json", """{"in_features":4}""", "out_features")]
    [TestCase("3_Normalize/config.json", "{}", "sentence_embedding")]
    [TestCase("4_HierarchicalTokenPooling/config.json", """{"pool_factor":2,"tasks":["query"]}""", "query")]
    [TestCase("4_HierarchicalTokenPooling/config.json", """{"pool_factor":0}""", "pool_factor")]
    [TestCase("4_HierarchicalTokenPooling/config.json", """{"pool_factor":2,"linkage":"single"}""", "linkage")]
    public void WhatIsNotSupportedIsRefusedByName(string file, string json, string named)
    {
        ModulesAreRead();
        Write(file, json);
        Exception? refusal = Assert.Catch(() => Read());
        Assert.That(refusal, Is.TypeOf<NotSupportedException>().Or.TypeOf<InvalidDataException>());
        Assert.That(refusal!.Message, Does.Contain(named));
    }

    [TestCase("Transformer", "Dense", "MultiVectorMask", "Pooling")]
    [TestCase("Transformer", "MultiVectorMask", "Normalize", "Dense")]
    [TestCase("Dense", "Transformer", "MultiVectorMask", "Normalize")]
    public void OtherModulesAndOrdersAreRefused(params string[] modules)
    {
        ModulesAreRead();
        WriteModules(modules);
        Assert.That(() => Read(), Throws.TypeOf<NotSupportedException>());
    }

    [Test]
    public void OtherKindsOfModelsAreRefused()
    {
        Assert.That(() => Read("BertModel"), Throws.TypeOf<NotSupportedException>().With.Message.Contains("artifact.metadata"));
        Assert.That(() => Read("ColPaliForRetrieval"), Throws.TypeOf<NotSupportedException>().With.Message.Contains("ColPaliForRetrieval"));
        Write("config_sentence_transformers.json", """{"model_type":"SentenceTransformer"}""");
        WriteModules("Transformer", "Pooling");
        Assert.That(() => Read("BertModel"), Throws.TypeOf<NotSupportedException>().With.Message.Contains("Pooling"));
        Write("artifact.metadata", """{"similarity":"l2"}""");
        Assert.That(() => Read("HF_ColBERT"), Throws.TypeOf<NotSupportedException>().With.Message.Contains("l2"));
    }

    [TestCase("../elsewhere")]
    [TestCase("a/../../b")]
    [TestCase("/etc")]
    public void AModuleOutsideOfTheFolderIsRefused(string path)
    {
        Write("config_sentence_transformers.json", """{"model_type":"ColBERT"}""");
        Write("modules.json", $$"""[{"idx":0,"name":"0","path":"","type":"a.Transformer"},{"idx":1,"name":"1","path":"{{path}}","type":"a.Dense"}]""");
        Assert.That(() => Read(), Throws.TypeOf<InvalidDataException>().With.Message.Contains(path));
    }

    private MultiVectorProfile Read(params string[] architectures) => MultiVectorProfileReader.Read(_folder.FullName, architectures);

    private void WriteDense(string json) => Write("1_Dense/config.json", json);

    private void WriteModules(params string[] types) => Write(
        "modules.json",
        $"[{string.Join(',', types.Select((type, i) => $$"""{"idx":{{i}},"name":"{{i}}","path":"{{(type == "Transformer" ? "" : $"{i}_{type}")}}","type":"sentence_transformers.x.{{type}}"}"""))}]");

    private void Write(string file, string json)
    {
        string path = Path.Combine(_folder.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, json);
    }
}
