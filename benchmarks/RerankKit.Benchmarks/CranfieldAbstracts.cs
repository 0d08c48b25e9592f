using System.Text;
using System.Text.Json;

namespace RerankKit.Benchmarks;

/// <summary>The abstracts of the Cranfield collection in the shared data, which RERANKKIT_TEST_DATA or the folder beside the repository holds.</summary>
internal static class CranfieldAbstracts
{
    /// <summary>The size of <see cref="Texts"/> in bytes of UTF-8.</summary>
    public static long Bytes => Texts.Sum(text => (long)Encoding.UTF8.GetByteCount(text));

    /// <summary>The abstracts that are not empty.</summary>
    public static string[] Texts => field ??= Read();

    /// <summary>The folder of a tokenizer.</summary>
    public static string Tokenizer(string name) => Path.Combine(Root, "tokenizers", name);

    private static string Root
    {
        get
        {
            string? given = Environment.GetEnvironmentVariable("RERANKKIT_TEST_DATA");
            if (!string.IsNullOrEmpty(given))
            {
                return given;
            }

            for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "RerankKit.sln")))
                {
                    return Path.Combine(folder.Parent!.FullName, "shared", "data");
                }
            }

            throw new DirectoryNotFoundException("The shared data is not beside the repository; say where it is with RERANKKIT_TEST_DATA.");
        }
    }

    private static string[] Read()
    {
        var texts = new List<string>();
        foreach (string line in File.ReadLines(Path.Combine(Root, "ir", "cranfield", "corpus.jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            string text = document.RootElement.GetProperty("text").GetString()!;
            if (text.Length > 0)
            {
                texts.Add(text);
            }
        }

        return [.. texts];
    }
}
