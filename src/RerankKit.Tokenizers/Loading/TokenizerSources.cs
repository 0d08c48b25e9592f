using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <summary>Finds out what kind of tokenizer a path is, and reads it.</summary>
/// <remarks>The flag <c>parsesSpecialTokens</c> says whether special tokens in user text are to be found (parity) or are text.</remarks>
internal static partial class TokenizerSources
{
    private const string Kinds = "tokenizer.json, tokenizer.json.gz, vocab.json with merges.txt, vocab.txt, or a SentencePiece .model";

    /// <summary>Reads a directory or one file.</summary>
    public static (TokenizerDefinition Definition, TokenizerConfiguration Configuration) Read(string path, bool parsesSpecialTokens)
    {
        string file = Directory.Exists(path) ? FileOf(path) : path;
        if (!File.Exists(file))
        {
            throw new FileNotFoundException($"There is no tokenizer at '{path}'. Give a model's directory or one of its files: {Kinds}.", path);
        }

        LfsPointer.Refuse(file);
        try
        {
            var configuration = TokenizerConfiguration.Read(Path.GetDirectoryName(Path.GetFullPath(file))!);
            return (ReadFile(file, configuration, parsesSpecialTokens), configuration);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{file}' is not valid JSON: {e.Message} Download the file again.", e);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{file}': {e.Message}", e);
        }
        catch (NotSupportedException e)
        {
            throw new NotSupportedException($"'{file}': {e.Message}", e);
        }
    }

    private static TokenizerDefinition ReadFile(string file, TokenizerConfiguration configuration, bool parsesSpecialTokens)
    {
        string name = Path.GetFileName(file);
        if (name == "vocab.json")
        {
            string merges = Path.Combine(Path.GetDirectoryName(file)!, "merges.txt");
            LfsPointer.Refuse(merges);
            return File.Exists(merges)
                ? ReadVocabularyAndMerges(file, merges, configuration, parsesSpecialTokens)
                : throw new FileNotFoundException($"'{file}' needs merges.txt beside it, which is not there. Download it too, or take tokenizer.json.", merges);
        }

        return Path.GetExtension(name) switch
        {
            ".json" or ".gz" => ReadTokenizerJson(file, parsesSpecialTokens),
            ".txt" => ReadVocabulary(file, configuration, parsesSpecialTokens),
            ".model" => ReadSentencePiece(file, configuration, parsesSpecialTokens),
            string extension => throw TokenizerJson.Unsupported($"the file type '{extension}'", $"a tokenizer is {Kinds}"),
        };
    }

    private static string FileOf(string directory)
    {
        bool Has(string name) => File.Exists(Path.Combine(directory, name));
        string? name = Has("tokenizer.json") ? "tokenizer.json"
            : Has("tokenizer.json.gz") ? "tokenizer.json.gz"
            : Has("vocab.json") && Has("merges.txt") ? "vocab.json"
            : Has("vocab.txt") ? "vocab.txt"
            : null;
        if (name is not null)
        {
            return Path.Combine(directory, name);
        }

        string[] models = Directory.GetFiles(directory, "*.model");
        return models.Length switch
        {
            1 => models[0],
            0 => throw new FileNotFoundException($"There is no tokenizer in '{directory}'. It should hold {Kinds}."),
            _ => throw new InvalidDataException(
                $"'{directory}' holds {models.Length} SentencePiece models ({string.Join(", ", models.Select(Path.GetFileName))}). Give the path of the right one."),
        };
    }
}
