using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;
using RerankKit.Tokenizers;

namespace RerankKit.TestModels;

/// <summary>The algorithms of Microsoft.ML.Tokenizers over the vocabularies of the shared data, set as near to each model as they can be.</summary>
public static partial class MicrosoftTokenizers
{
    /// <summary>Opens one, and beside it ours from the same files.</summary>
    /// <param name="folder">The folder of the shared tokenizers.</param>
    /// <param name="file">The file that both read: a folder of BERT's, a vocab.json, a SentencePiece .model.</param>
    public static (Tokenizer Microsofts, HuggingFaceTokenizer Ours) Open(string folder, string file)
    {
        string path = Path.Combine(folder, file);
        HuggingFaceTokenizer ours = HuggingFaceTokenizer.Load(path, new() { ParseSpecialTokens = true });
        Tokenizer microsofts = Path.GetFileName(path) switch
        {
            "vocab.json" => ByteLevel(ours, path, isQwen: file.StartsWith("qwen", StringComparison.Ordinal)),
            _ when Path.GetExtension(path) == ".model" => SentencePiece(ours, path),
            _ => Bert(ours, isCased: ours.CountTokens("A") == 1 && ours.EncodeToIds("A")[0] != ours.EncodeToIds("a")[0]),
        };
        return (microsofts, ours);
    }

    private static BertTokenizer Bert(HuggingFaceTokenizer ours, bool isCased)
    {
        string vocabulary = string.Join('\n', Enumerable.Range(0, ours.VocabularySize).Select(id => ours.IdToToken(id) ?? $"[hole{id}]"));
        return BertTokenizer.Create(
            new MemoryStream(Encoding.UTF8.GetBytes(vocabulary)),
            new BertOptions { LowerCaseBeforeTokenization = !isCased, RemoveNonSpacingMarks = !isCased, IndividuallyTokenizeCjk = true });
    }

    private static BpeTokenizer ByteLevel(HuggingFaceTokenizer ours, string vocabulary, bool isQwen) => BpeTokenizer.Create(
        new BpeOptions(vocabulary, Path.Combine(Path.GetDirectoryName(vocabulary)!, "merges.txt"))
        {
            ByteLevel = true,
            SpecialTokens = Special(ours),
            Normalizer = isQwen ? new FormC() : null,
            PreTokenizer = new RegexPreTokenizer(isQwen ? QwenWords() : RobertaWords(), Special(ours)),
        });

    private static SentencePieceTokenizer SentencePiece(HuggingFaceTokenizer ours, string path)
    {
        using FileStream stream = File.OpenRead(path);
        return SentencePieceTokenizer.Create(stream, addBeginningOfSentence: false, addEndOfSentence: false, Special(ours));
    }

    private static Dictionary<string, int> Special(HuggingFaceTokenizer ours) =>
        Enumerable.Range(0, ours.VocabularySize).Select(ours.FindAdded).OfType<AddedToken>().ToDictionary(token => token.Content, token => token.Id);

    // As OpenAI published it for GPT-2.
    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex RobertaWords();

    // As tokenizer.json of Qwen3 has it.
    [GeneratedRegex(@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex QwenWords();

    private sealed class FormC : Normalizer
    {
        public override string Normalize(string original) => original.Normalize();

        public override string Normalize(ReadOnlySpan<char> original) => original.ToString().Normalize();
    }
}
