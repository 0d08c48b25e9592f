using System.Text.Json.Nodes;

namespace RerankKit.TestModels;

/// <summary>Writes or copies <c>tokenizer.json</c>, <c>tokenizer_config.json</c> and <c>special_tokens_map.json</c>.</summary>
internal static class TokenizerFolder
{
    private static readonly string[] Known =
    [
        "tokenizer.json", "tokenizer.json.gz", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.txt", "vocab.json",
        "merges.txt", "sentencepiece.bpe.model", "spiece.model", "spm.model", "tokenizer.model",
    ];

    public static void Write(string directory, TestModelOptions options)
    {
        List<(string Name, byte[] Bytes)> copies = options.TokenizerFiles is { } source ? Read(source) : [];

        // What an earlier model left in the folder does not belong to this one.
        foreach (string name in Known)
        {
            File.Delete(Path.Combine(directory, name));
        }

        foreach ((string name, byte[] bytes) in copies)
        {
            File.WriteAllBytes(Path.Combine(directory, name), bytes);
        }

        if (copies.Count == 0)
        {
            File.WriteAllText(Path.Combine(directory, "tokenizer.json"), Tokenizer(options).ToJsonString() + "\n");
        }

        SpecialTokens special = SpecialTokens.Of(options);
        WriteUnlessThere(directory, "tokenizer_config.json", TokenizerConfig(options, special), options.TokenizerConfig);
        WriteUnlessThere(directory, "special_tokens_map.json", SpecialTokensMap(special), change: null);
    }

    private static JsonObject Tokenizer(TestModelOptions options) => options.Architecture switch
    {
        TestArchitecture.Bert => WordPieceTokenizer.Create(options),
        TestArchitecture.XlmRoberta or TestArchitecture.DebertaV2 => UnigramTokenizer.Create(options),
        _ => ByteLevelTokenizer.Create(options),
    };

    private static List<(string Name, byte[] Bytes)> Read(string source)
    {
        string[] files = File.Exists(source) ? [source] : [.. Known.Select(name => Path.Combine(source, name)).Where(File.Exists)];
        return files.Length > 0
            ? [.. files.Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))]
            : throw new FileNotFoundException($"'{source}' holds no tokenizer file; expected is one of {string.Join(", ", Known)}.", source);
    }

    private static void WriteUnlessThere(string directory, string name, JsonObject json, Action<JsonObject>? change)
    {
        string path = Path.Combine(directory, name);
        if (File.Exists(path))
        {
            json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
            if (change is null)
            {
                return;
            }
        }

        change?.Invoke(json);
        ModelConfig.WriteJson(path, json);
    }

    private static JsonObject TokenizerConfig(TestModelOptions options, SpecialTokens special)
    {
        var added = new JsonObject();
        foreach (SpecialToken token in special.All)
        {
            added[$"{token.Id}"] = AddedToken(token.Content, token.IsSpecial);
        }

        var config = new JsonObject
        {
            ["added_tokens_decoder"] = added,
            ["model_max_length"] = options.MaxPositions,
            ["tokenizer_class"] = options.Architecture switch
            {
                TestArchitecture.Bert => "BertTokenizer",
                TestArchitecture.Roberta => "RobertaTokenizer",
                TestArchitecture.XlmRoberta => "XLMRobertaTokenizer",
                TestArchitecture.DebertaV2 => "DebertaV2Tokenizer",
                TestArchitecture.ModernBert => "PreTrainedTokenizerFast",
                _ => "Qwen2Tokenizer",
            },
        };
        foreach ((string role, SpecialToken token) in Roles(special))
        {
            config[role] = token.Content;
        }

        if (options.Architecture == TestArchitecture.Bert)
        {
            config["do_lower_case"] = true;
        }

        if (options.Architecture == TestArchitecture.Qwen3)
        {
            config["eos_token"] = "<|im_end|>";
            config["padding_side"] = "left";
        }

        return config;
    }

    private static JsonObject SpecialTokensMap(SpecialTokens special)
    {
        var map = new JsonObject();
        foreach ((string role, SpecialToken token) in Roles(special))
        {
            JsonObject json = AddedToken(token.Content);
            json.Remove("special");
            map[role] = json;
        }

        return map;
    }

    private static IEnumerable<(string Role, SpecialToken Token)> Roles(SpecialTokens special)
    {
        (string Role, SpecialToken? Token)[] roles =
        [
            ("pad_token", special.Pad), ("unk_token", special.Unknown), ("cls_token", special.Start), ("sep_token", special.End), ("mask_token", special.Mask),
        ];
        return roles.Where(role => role.Token is not null).Select(role => (role.Role, role.Token!.Value));
    }

    private static JsonObject AddedToken(string content, bool isSpecial = true) => new()
    {
        ["content"] = content,
        ["lstrip"] = string.Equals(content, "<mask>", StringComparison.Ordinal),
        ["normalized"] = !isSpecial,
        ["rstrip"] = false,
        ["single_word"] = false,
        ["special"] = isSpecial,
    };
}
