using System.Text.Json;
using System.Text.Json.Nodes;

namespace RerankKit.TestModels;

/// <summary>Writes <c>config.json</c> with the keys that Hugging Face's files of the family have.</summary>
internal static class ModelConfig
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Write(string directory, TestModelOptions options)
    {
        JsonObject config = Create(options);
        options.Config?.Invoke(config);
        WriteJson(Path.Combine(directory, "config.json"), config);
    }

    public static void WriteJson(string path, JsonObject json) => File.WriteAllText(path, json.ToJsonString(Indented) + "\n");

    private static JsonObject Create(TestModelOptions options)
    {
        SpecialTokens special = SpecialTokens.Of(options);
        var config = new JsonObject
        {
            ["architectures"] = new JsonArray(ArchitectureName(options)),
            ["model_type"] = ModelType(options.Architecture),
            ["vocab_size"] = options.Vocabulary,
            ["hidden_size"] = options.Hidden,
            ["num_hidden_layers"] = options.Layers,
            ["num_attention_heads"] = options.Heads,
            ["intermediate_size"] = options.Intermediate,
            ["max_position_embeddings"] = options.MaxPositions,
            ["pad_token_id"] = special.Pad.Id,
            ["hidden_act"] = "gelu",
            ["torch_dtype"] = "float32",
        };
        switch (options.Architecture)
        {
            case TestArchitecture.Bert:
                config["type_vocab_size"] = 2;
                config["layer_norm_eps"] = 1e-12;
                config["position_embedding_type"] = "absolute";
                break;
            case TestArchitecture.Roberta or TestArchitecture.XlmRoberta:
                config["max_position_embeddings"] = RobertaWeights.PositionRows(options);
                config["type_vocab_size"] = 1;
                config["layer_norm_eps"] = 1e-5;
                config["position_embedding_type"] = "absolute";
                config["bos_token_id"] = 0;
                config["eos_token_id"] = 2;
                break;
            case TestArchitecture.DebertaV2:
                config["type_vocab_size"] = 0;
                config["layer_norm_eps"] = 1e-7;
                config["relative_attention"] = true;
                config["max_relative_positions"] = DebertaV2Weights.MaxDistance(options);
                config["position_buckets"] = options.PositionBuckets;
                config["position_biased_input"] = false;
                config["norm_rel_ebd"] = "layer_norm";
                config["share_att_key"] = true;
                config["pos_att_type"] = new JsonArray("p2c", "c2p");
                config["pooler_hidden_act"] = "gelu";
                config["pooler_hidden_size"] = options.Hidden;
                break;
            case TestArchitecture.ModernBert:
                config.Remove("hidden_act");
                config["hidden_activation"] = "gelu";
                config["norm_eps"] = 1e-5;
                config["norm_bias"] = false;
                config["attention_bias"] = false;
                config["mlp_bias"] = false;
                config["global_attn_every_n_layers"] = ModernBertWeights.GlobalEvery;
                config["global_rope_theta"] = ModernBertWeights.GlobalTheta;
                config["local_attention"] = options.LocalAttention;
                config["local_rope_theta"] = ModernBertWeights.LocalTheta;
                config["classifier_pooling"] = options.MeanPooling ? "mean" : "cls";
                config["classifier_activation"] = "gelu";
                config["cls_token_id"] = special.Start!.Value.Id;
                config["sep_token_id"] = special.End!.Value.Id;
                break;
            case TestArchitecture.Qwen3:
                config["hidden_act"] = "silu";
                config["num_key_value_heads"] = options.KeyValueHeads;
                config["head_dim"] = options.Hidden / options.Heads;
                config["rms_norm_eps"] = 1e-6;
                config["rope_theta"] = Qwen3Weights.RopeTheta;
                config["tie_word_embeddings"] = false;
                break;
        }

        if (IsClassifier(options))
        {
            AddLabels(config, options.Labels);
        }

        if (options.Activation is not null)
        {
            config["sentence_transformers"] = new JsonObject { ["activation_fn"] = options.Activation, ["version"] = "4.1.0" };
        }

        return config;
    }

    private static void AddLabels(JsonObject config, int labels)
    {
        var names = new JsonObject();
        var ids = new JsonObject();
        for (int i = 0; i < labels; i++)
        {
            names[$"{i}"] = $"LABEL_{i}";
            ids[$"LABEL_{i}"] = i;
        }

        config["id2label"] = names;
        config["label2id"] = ids;
    }

    private static bool IsClassifier(TestModelOptions options) =>
        options.Head is TestHead.Classification or TestHead.ClassificationFlat or TestHead.ClassificationRank3;

    private static string ArchitectureName(TestModelOptions options)
    {
        string family = options.Architecture switch
        {
            TestArchitecture.Bert => "Bert",
            TestArchitecture.Roberta => "Roberta",
            TestArchitecture.XlmRoberta => "XLMRoberta",
            TestArchitecture.DebertaV2 => "DebertaV2",
            TestArchitecture.ModernBert => "ModernBert",
            _ => "Qwen3",
        };
        return options.Head switch
        {
            _ when options.LateInteraction is { Style: TestLateInteractionStyle.Stanford } => "HF_ColBERT",
            TestHead.HiddenStates or TestHead.TokenVectors or TestHead.UnitTokenVectors => family + "Model",
            TestHead.Vocabulary or TestHead.VocabularyLast or TestHead.YesNo or TestHead.YesNoLast => family + "ForCausalLM",
            _ => family + "ForSequenceClassification",
        };
    }

    private static string ModelType(TestArchitecture architecture) => architecture switch
    {
        TestArchitecture.Bert => "bert",
        TestArchitecture.Roberta => "roberta",
        TestArchitecture.XlmRoberta => "xlm-roberta",
        TestArchitecture.DebertaV2 => "deberta-v2",
        TestArchitecture.ModernBert => "modernbert",
        _ => "qwen3",
    };
}
