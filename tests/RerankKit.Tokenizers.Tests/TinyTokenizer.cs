using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>Tokenizers written in the tests: parts of a tokenizer.json around a small WordPiece vocabulary.</summary>
internal static class TinyTokenizer
{
    public const string Vocabulary =
        """{"[PAD]":0,"[UNK]":1,"[CLS]":2,"[SEP]":3,"the":4,"cat":5,"s":6,"##s":7,"##at":8,"c":9,".":10,"a":11,"##a":12,"b":13,"##b":14,"ab":15,"[":16,"]":17,"sep":18,"é":19,"e":20}""";

    public const string Special = """
        {"id":0,"content":"[PAD]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
        {"id":1,"content":"[UNK]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
        {"id":2,"content":"[CLS]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
        {"id":3,"content":"[SEP]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}
        """;

    public const string Bert = """{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}""";

    public const string BertPreTokenizer = """{"type":"BertPreTokenizer"}""";

    public const string BertProcessing = """{"type":"BertProcessing","sep":["[SEP]",3],"cls":["[CLS]",2]}""";

    public static string Json(
        string? normalizer = Bert, string? preTokenizer = BertPreTokenizer, string? postProcessor = BertProcessing, string? addedTokens = Special, string? model = null, string more = "") => $$"""
        {
          "version": "1.0", "truncation": null, "padding": null,
          "added_tokens": [{{addedTokens}}],
          "normalizer": {{normalizer ?? "null"}},
          "pre_tokenizer": {{preTokenizer ?? "null"}},
          "post_processor": {{postProcessor ?? "null"}},
          "decoder": null,{{more}}
          "model": {{model ?? WordPiece(Vocabulary)}}
        }
        """;

    public static string WordPiece(string vocabulary, int maxCharacters = 100) =>
        $$"""{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":{{maxCharacters}},"vocab":{{vocabulary}}}""";

    public static string Added(
        int id, string content, bool special = false, bool normalized = false, bool singleWord = false, bool left = false, bool right = false) =>
        $$"""{"id":{{id}},"content":"{{content}}","single_word":{{Text(singleWord)}},"lstrip":{{Text(left)}},"rstrip":{{Text(right)}},"normalized":{{Text(normalized)}},"special":{{Text(special)}}}""";

    public static TokenizerDefinition Read(string json, bool parse = false)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(json));
        return TokenizerSources.ReadTokenizerJson(stream, parse);
    }

    public static HuggingFaceTokenizer Load(string json, bool parse = false, bool allowFastPath = true) =>
        new(Read(json, parse), new() { ParseSpecialTokens = parse }, allowFastPath);

    private static string Text(bool value) => value ? "true" : "false";
}
