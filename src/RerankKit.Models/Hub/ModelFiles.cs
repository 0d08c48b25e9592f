using System.Text.RegularExpressions;

namespace RerankKit.Models;

/// <summary>Which files of a model belong to it besides the graph: configuration, tokenizer, modules, external weights.</summary>
internal static partial class ModelFiles
{
    private static readonly string[] Always =
    [
        "config.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "config_sentence_transformers.json",
        "sentence_bert_config.json", "modules.json", "artifact.metadata", "onnx_config.json", "chat_template.jinja", "chat_template.json",
    ];

    private static readonly string[] Tokenizer = ["tokenizer.json", "tokenizer.json.gz"];

    // What a tokenizer is built from where tokenizer.json, which holds all of it, is missing.
    private static readonly string[] Vocabulary =
        ["vocab.txt", "vocab.json", "merges.txt", "sentencepiece.bpe.model", "spiece.model", "spm.model", "tokenizer.model"];

    /// <summary>The files that a model needs besides its graph, in the order of <paramref name="paths"/>.</summary>
    public static IEnumerable<string> Support(IReadOnlyCollection<string> paths)
    {
        string? tokenizer = Array.Find(Tokenizer, paths.Contains);
        string[] ofTokenizer = tokenizer is null ? Vocabulary : [tokenizer];
        return paths.Where(path => Array.IndexOf(Always, path) >= 0 || Array.IndexOf(ofTokenizer, path) >= 0);
    }

    /// <summary>The files beside a graph that hold its external weights, by the names that exporters give them.</summary>
    public static IEnumerable<string> ExternalData(string onnxFile, IEnumerable<string> paths) =>
        paths.Where(path => path.Length > onnxFile.Length
            && path.StartsWith(onnxFile, StringComparison.Ordinal)
            && ExternalSuffix().IsMatch(path[onnxFile.Length..]));

    /// <summary>The files that others name: external weights that the graph refers to, modules that modules.json lists.</summary>
    /// <param name="folder">The model's folder, where the graph and modules.json are.</param>
    /// <param name="onnxFile">The graph's path inside it.</param>
    /// <param name="paths">All files that the model has, here or on the hub.</param>
    /// <exception cref="InvalidDataException">A file names another one that the model does not have.</exception>
    public static IEnumerable<string> Named(string folder, string onnxFile, IReadOnlyCollection<string> paths)
    {
        string graphFolder = onnxFile[..(onnxFile.LastIndexOf('/') + 1)];
        foreach (string location in OnnxExternalData.ReadLocations(Path.Combine(folder, onnxFile)))
        {
            LfsPointer.Refuse(Path.Combine(folder, graphFolder + location));
            yield return paths.Contains(graphFolder + location)
                ? graphFolder + location
                : throw new InvalidDataException(
                    $"{onnxFile} keeps weights in '{graphFolder}{location}', but the model has no such file. Download or export the model again, whole.");
        }

        foreach (string path in OfModules(folder, paths))
        {
            yield return path;
        }
    }

    /// <summary>The files of modules such as 1_Pooling and 2_Dense. The weights of the transformer itself are in the graph.</summary>
    public static IReadOnlyList<string> OfModules(string folder, IReadOnlyCollection<string> paths) =>
    [
        .. ModuleReference.ReadAll(folder).SelectMany(module =>
        {
            string subfolder = Path.GetRelativePath(folder, module.Folder).Replace(Path.DirectorySeparatorChar, '/');
            string[] names = module.Type == "Transformer" ? ["config.json", "sentence_bert_config.json"] : ["config.json", "model.safetensors"];
            return names.Select(name => $"{subfolder}/{name}").Where(paths.Contains);
        }),
    ];

    // model.onnx_data, model.onnx_data_1, model.onnx.data
    [GeneratedRegex(@"^[._]data([._]\d+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExternalSuffix();
}
