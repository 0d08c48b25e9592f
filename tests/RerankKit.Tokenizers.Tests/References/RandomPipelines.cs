using System.Text.Json.Nodes;

namespace RerankKit.Tokenizers;

/// <summary>The reference tokenizers with random normalizers, pre-tokenizers and added tokens in front of their models.</summary>
internal sealed class RandomPipelines(int seed)
{
    private static readonly string[] Normalizers =
    [
        .. ReferenceTokenizers.Names.Select(name => Part(name, "normalizer")).Where(part => part != "null").Distinct(StringComparer.Ordinal),
        """{"type":"NFD"}""",
        """{"type":"NFKD"}""",
        """{"type":"StripAccents"}""",
        """{"type":"Lowercase"}""",
        """{"type":"Nmt"}""",
        """{"type":"Strip","strip_left":true,"strip_right":false}""",
        """{"type":"Prepend","prepend":"a "}""",
        """{"type":"Replace","pattern":{"String":"e"},"content":"ee"}""",
        """{"type":"Replace","pattern":{"Regex":"[\\p{Mn}\\d]+"},"content":""}""",
        """{"type":"BertNormalizer","clean_text":false,"handle_chinese_chars":true,"strip_accents":true,"lowercase":false}""",
        """{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":false,"strip_accents":false,"lowercase":true}""",
    ];

    private static readonly string[] PreTokenizers =
    [
        .. ReferenceTokenizers.Names.Select(name => Part(name, "pre_tokenizer")).Where(part => part != "null").Distinct(StringComparer.Ordinal),
        """{"type":"Whitespace"}""",
        """{"type":"WhitespaceSplit"}""",
        """{"type":"UnicodeScripts"}""",
        """{"type":"Digits","individual_digits":false}""",
        """{"type":"Punctuation","behavior":"MergedWithPrevious"}""",
        """{"type":"Punctuation","behavior":"Contiguous"}""",
        """{"type":"Punctuation","behavior":"Removed"}""",
        """{"type":"CharDelimiterSplit","delimiter":"e"}""",
        """{"type":"Split","pattern":{"Regex":"\\d+|\\n"},"behavior":"MergedWithNext","invert":false}""",
        """{"type":"Split","pattern":{"String":"a"},"behavior":"Contiguous","invert":true}""",
        """{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}""",
        """{"type":"Metaspace","replacement":"_","prepend_scheme":"first","split":false}""",
    ];

    private static readonly string[] Tokens = ["the", " a", "re", "1", "é", "  ", "\n", "中", "e ", "THE", "▁a", "s</s>"];

    private readonly Random _random = new(seed);

    public string Next(string name)
    {
        JsonObject json = JsonNode.Parse(File.ReadAllText(ReferenceTokenizers.PathOf(name)))!.AsObject();
        json["normalizer"] = _random.Next(4) == 0 ? json["normalizer"]?.DeepClone() : Some(Normalizers, 4, "normalizers");
        json["pre_tokenizer"] = _random.Next(4) == 0 ? json["pre_tokenizer"]?.DeepClone() : Some(PreTokenizers, 3, "pretokenizers");
        JsonArray added = json["added_tokens"]!.AsArray();
        int id = 1000;
        string[] present = [.. added.Select(token => token!["content"]!.GetValue<string>())];
        foreach (string token in _random.GetItems(Tokens, _random.Next(4)).Except(present, StringComparer.Ordinal))
        {
            added.Add((JsonNode)new JsonObject
            {
                ["id"] = id++,
                ["content"] = token,
                ["single_word"] = Flag(),
                // The library ends its process where two tokens strip the same white space.
                ["lstrip"] = Flag() && !token.Any(char.IsWhiteSpace),
                ["rstrip"] = Flag() && !token.Any(char.IsWhiteSpace),
                ["normalized"] = Flag(),
                ["special"] = Flag(),
            });
        }

        return json.ToJsonString();

        bool Flag() => _random.Next(3) == 0;
    }

    private JsonObject? Some(string[] parts, int limit, string member)
    {
        JsonNode[] some = [.. _random.GetItems(parts, _random.Next(limit)).Select(part => JsonNode.Parse(part)!)];
        return some.Length == 0 ? null : new() { ["type"] = "Sequence", [member] = new JsonArray(some) };
    }

    private static string Part(string name, string member) => JsonNode.Parse(File.ReadAllText(ReferenceTokenizers.PathOf(name)))![member]?.ToJsonString() ?? "null";
}
