using System.Text.Json.Nodes;

namespace RerankKit.TestModels;

/// <summary>Writes the configuration of a late-interaction model in the style asked for, and the weights that are not in the graph.</summary>
internal sealed class LateInteractionFiles(string directory, TestModelOptions options, TestLateInteraction late)
{
    private const string Modules = "modules.json";

    public static void Write(string directory, TestModelOptions options)
    {
        if (options.LateInteraction is { } late)
        {
            new LateInteractionFiles(directory, options, late).Write();
        }
    }

    /// <summary>What marks queries and documents, as the files write it.</summary>
    public static (string Query, string Document) Markers(TestModelOptions options) =>
        options.LateInteraction is { AddedMarkers: false } && options.Architecture == TestArchitecture.Bert ? ("[unused0]", "[unused1]") : ("[Q] ", "[D] ");

    private void Write()
    {
        switch (late.Style)
        {
            case TestLateInteractionStyle.Stanford:
                Stanford();
                break;
            case TestLateInteractionStyle.PyLate:
                Json("config_sentence_transformers.json", PyLate());
                Json("sentence_bert_config.json", new() { ["max_seq_length"] = late.QueryLength - 1, ["do_lower_case"] = false });
                Transformers("pylate.models.Dense.Dense");
                break;
            case TestLateInteractionStyle.SentenceTransformers:
                SentenceTransformers();
                break;
            default:
                NextPlaid();
                break;
        }
    }

    private void Stanford()
    {
        Json("artifact.metadata", new()
        {
            ["query_token_id"] = Markers(options).Query,
            ["doc_token_id"] = Markers(options).Document,
            ["query_token"] = "[Q]",
            ["doc_token"] = "[D]",
            ["query_maxlen"] = late.QueryLength,
            ["doc_maxlen"] = late.DocumentLength,
            ["dim"] = late.Dimension,
            ["attend_to_mask_tokens"] = late.Attends,
            ["mask_punctuation"] = late.Skiplist is null,
            ["similarity"] = "cosine",
        });
        if (options.Head == TestHead.HiddenStates)
        {
            SafetensorsWriter.Write(Path.Combine(directory, "model.safetensors"), DenseWeights.Of(options)[0]);
        }
    }

    private JsonObject PyLate()
    {
        var config = new JsonObject
        {
            ["model_type"] = "ColBERT",
            ["prompts"] = new JsonObject { ["query"] = "", ["document"] = "" },
            ["similarity_fn_name"] = "MaxSim",
            ["query_prefix"] = Markers(options).Query,
            ["document_prefix"] = Markers(options).Document,
            ["query_length"] = late.QueryLength,
            ["document_length"] = late.DocumentLength,
            ["attend_to_expansion_tokens"] = late.Attends,
            ["do_query_expansion"] = late.Expansion is not null,
        };
        if (late.Skiplist is not null)
        {
            config["skiplist_words"] = Texts(late.Skiplist);
        }

        return config;
    }

    private void SentenceTransformers()
    {
        (string query, string document) = Markers(options);
        Json("config_sentence_transformers.json", new()
        {
            ["model_type"] = "MultiVectorEncoder",
            ["prompts"] = new JsonObject { ["query"] = query, ["document"] = document },
            ["default_prompt_name"] = null,
            ["similarity_fn_name"] = "MaxSim",
        });
        var transformer = new JsonObject { ["transformer_task"] = "feature-extraction", ["document_length"] = late.DocumentLength };
        if (late.Expansion is null)
        {
            transformer["query_length"] = late.QueryLength;
        }
        else
        {
            transformer["query_expansion"] = new JsonObject { ["strategy"] = late.Expansion, ["length"] = late.QueryLength, ["attend"] = late.Attends, ["token"] = null };
        }

        Json("sentence_bert_config.json", transformer);
        JsonArray modules = Transformers("sentence_transformers.base.modules.dense.Dense");
        Module(modules, "sentence_transformers.multi_vector_encoder.modules.multi_vector_mask.MultiVectorMask", "MultiVectorMask", new()
        {
            ["skiplist_words"] = Texts(late.Skiplist ?? []),
            ["skiplist_tasks"] = new JsonArray("document"),
            ["keep_only_token_ids"] = null,
        });
        Module(modules, "sentence_transformers.base.modules.normalize.Normalize", "Normalize", new() { ["module_input_name"] = "token_embeddings" });
        if (late.PoolFactor > 1)
        {
            Module(modules, "sentence_transformers.multi_vector_encoder.modules.token_pooling.HierarchicalTokenPooling", "HierarchicalTokenPooling", new()
            {
                ["pool_factor"] = late.PoolFactor,
                ["num_protected_tokens"] = 1,
                ["tasks"] = new JsonArray("document"),
            });
        }

        File.WriteAllText(Path.Combine(directory, Modules), modules.ToJsonString());
    }

    private void NextPlaid()
    {
        JsonObject config = PyLate();
        SpecialTokens special = SpecialTokens.Of(options);
        config["model_class"] = "Model";
        config["uses_token_type_ids"] = options.Architecture == TestArchitecture.Bert;
        config["embedding_dim"] = late.Dimension;
        config["mask_token_id"] = special.Mask!.Value.Id;
        config["pad_token_id"] = special.Pad.Id;
        config["query_prefix_id"] = special.Others is [var query, _] ? query.Id : 1;
        config["document_prefix_id"] = special.Others is [_, var document] ? document.Id : 2;
        config["do_lower_case"] = false;
        Json("onnx_config.json", config);
    }

    // modules.json with the transformer and its layers, and the layers' folders.
    private JsonArray Transformers(string type)
    {
        var modules = new JsonArray();
        modules.Add((JsonNode)new JsonObject { ["idx"] = 0, ["name"] = "0", ["path"] = "", ["type"] = "sentence_transformers.models.Transformer" });
        DenseWeights[] weights = DenseWeights.Of(options);
        for (int i = 0; i < weights.Length; i++)
        {
            TestDense layer = late.Layers[i];
            var config = new JsonObject
            {
                ["in_features"] = weights[i].Inputs,
                ["out_features"] = layer.Outputs,
                ["bias"] = layer.Bias,
                ["activation_function"] = layer.Activation,
                ["use_residual"] = layer.Residual,
            };
            string folder = Module(modules, type, "Dense", config);
            if (options.Head == TestHead.HiddenStates)
            {
                SafetensorsWriter.Write(Path.Combine(directory, folder, "model.safetensors"), weights[i]);
            }
        }

        File.WriteAllText(Path.Combine(directory, Modules), modules.ToJsonString());
        return modules;
    }

    private string Module(JsonArray modules, string type, string name, JsonObject config)
    {
        string folder = $"{modules.Count}_{name}";
        Directory.CreateDirectory(Path.Combine(directory, folder));
        Json($"{folder}/config.json", config);
        modules.Add((JsonNode)new JsonObject { ["idx"] = modules.Count, ["name"] = $"{modules.Count}", ["path"] = folder, ["type"] = type });
        return folder;
    }

    private void Json(string path, JsonObject json)
    {
        late.Change?.Invoke(path, json);
        ModelConfig.WriteJson(Path.Combine(directory, path), json);
    }

    private static JsonArray Texts(IReadOnlyList<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
