namespace RerankKit.Models;

/// <summary>Which ONNX file of a model is used, or its weights where it has none, and why.</summary>
internal sealed record OnnxChoice(string Path, ModelPrecision Precision, string Reason)
{
    /// <summary>Whether it is only the next best, because the model lacks what the default asks for.</summary>
    public bool IsNextBest { get; init; }

    /// <summary>Whether there is no graph but weights alone.</summary>
    public bool IsWeights => SafetensorsFiles.IsName(Path);

    private static readonly OnnxInt8Kind[] WithVnni =
        [OnnxInt8Kind.Vnni, OnnxInt8Kind.Avx512, OnnxInt8Kind.Signed, OnnxInt8Kind.Unnamed, OnnxInt8Kind.Avx2, OnnxInt8Kind.Unsigned, OnnxInt8Kind.Arm64];

    private static readonly OnnxInt8Kind[] WithoutVnni =
        [OnnxInt8Kind.Avx2, OnnxInt8Kind.Unsigned, OnnxInt8Kind.Unnamed, OnnxInt8Kind.Signed, OnnxInt8Kind.Avx512, OnnxInt8Kind.Vnni, OnnxInt8Kind.Arm64];

    private static readonly OnnxInt8Kind[] OnArm =
        [OnnxInt8Kind.Arm64, OnnxInt8Kind.Signed, OnnxInt8Kind.Unnamed, OnnxInt8Kind.Unsigned, OnnxInt8Kind.Avx2, OnnxInt8Kind.Avx512, OnnxInt8Kind.Vnni];

    private static readonly ModelPrecision[] OnCpu = [ModelPrecision.Float32, ModelPrecision.Int8, ModelPrecision.Int4, ModelPrecision.Float16];
    private static readonly ModelPrecision[] OnGpu = [ModelPrecision.Float16, ModelPrecision.Float32, ModelPrecision.Int4, ModelPrecision.Int8];

    /// <summary>Chooses among the files of a model.</summary>
    /// <param name="model">What messages call the model.</param>
    /// <param name="paths">All its files.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="cpu">The processor that an 8-bit file has to suit.</param>
    /// <exception cref="ModelStoreException">There is no such file, or several that the names do not tell apart.</exception>
    public static OnnxChoice Choose(string model, IReadOnlyCollection<string> paths, ModelRequest request, CpuFeatures cpu)
    {
        OnnxVariant[] variants = [.. paths.Where(OnnxVariant.IsOnnx).Select(OnnxVariant.Of)];
        if (variants.Length == 0 && request is { NeedsGraph: false, IsForGpu: false, OnnxFile: null, Precision: ModelPrecision.Auto or ModelPrecision.Float32 } && SafetensorsFiles.NameIn(paths) is { } weights)
        {
            return new(weights, ModelPrecision.Float32, "the model has no ONNX file") { IsNextBest = true };
        }

        if (request.OnnxFile is string wanted)
        {
            OnnxVariant? named = Array.Find(variants, variant => variant.Path == wanted);
            return named is not null
                ? new(named.Path, named.Precision, "named by the caller")
                : throw new ModelStoreException(ModelStoreError.FileNotFound, $"{model} has no file '{wanted}'. {Describe(variants)}");
        }

        if (request.Precision != ModelPrecision.Auto)
        {
            OnnxVariant[] exact = OfPrecision(variants, request.Precision);
            return exact.Length > 0
                ? Best(model, exact, cpu, $"{request.Precision} was asked for")
                : throw new ModelStoreException(ModelStoreError.FileNotFound, $"{model} has no {request.Precision} file. {Describe(variants)}");
        }

        ModelPrecision[] order = request.IsForGpu ? OnGpu : OnCpu;
        string place = request.IsForGpu ? "a GPU" : "a CPU";
        foreach (ModelPrecision precision in order)
        {
            OnnxVariant[] some = OfPrecision(variants, precision);
            if (some.Length > 0)
            {
                string reason = precision == order[0]
                    ? $"{precision} is the default on {place}"
                    : $"the model has no {order[0]} file, the default on {place}; {precision} is the next best";
                return Best(model, some, cpu, reason) with { IsNextBest = precision != order[0] };
            }
        }

        throw new ModelStoreException(ModelStoreError.FileNotFound, $"{model} has no ONNX file{(SafetensorsFiles.NameIn(paths) is { } file ? $" but {file}, which ONNX Runtime does not read" : "")}.{OnnxHint(model)}");
    }

    /// <summary>Refuses weights without a graph that nothing runs, as soon as config.json is there.</summary>
    /// <param name="model">What messages call the model.</param>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="ModelStoreException">They are of another family than those that are run without a graph.</exception>
    public void RefuseUnknownWeights(string model, string folder)
    {
        if (IsWeights && File.Exists(System.IO.Path.Combine(folder, "config.json")) && ModelProfileReader.Read(folder).ModelType is var type && !SafetensorsFiles.Families.Contains(type))
        {
            throw new ModelStoreException(
                ModelStoreError.FileNotFound,
                $"{model} has no ONNX file, and without one only {string.Join(", ", SafetensorsFiles.Families)} run; its model_type is '{type}'.{OnnxHint(model)}");
        }
    }

    private static OnnxChoice Best(string model, OnnxVariant[] variants, CpuFeatures cpu, string reason)
    {
        if (variants[0].Precision == ModelPrecision.Int8 && Array.Exists(variants, variant => variant.Kind != variants[0].Kind))
        {
            OnnxInt8Kind[] order = cpu.IsArm64 ? OnArm : cpu.HasVnni ? WithVnni : WithoutVnni;
            OnnxInt8Kind best = variants.MinBy(variant => Array.IndexOf(order, variant.Kind))!.Kind;
            variants = Array.FindAll(variants, variant => variant.Kind == best);
            reason = $"{reason}, and {cpu.Description}";
        }

        // The plain name wins over optimised ones (model_O3), the folder onnx over the root, where the same file may lie twice.
        OnnxVariant[] plainest = [.. variants.GroupBy(variant => variant.Speciality).MinBy(group => group.Key)!];
        OnnxVariant[] inFolder = Array.FindAll(plainest, variant => variant.Path.StartsWith("onnx/", StringComparison.Ordinal));
        OnnxVariant[] left = inFolder.Length > 0 ? inFolder : plainest;
        return left.Length == 1
            ? new(left[0].Path, left[0].Precision, reason)
            : throw new ModelStoreException(
                ModelStoreError.FileNotFound,
                $"{model} has several {left[0].Precision} files: {string.Join(", ", left.Select(variant => variant.Path))}. Name one with {nameof(ModelRequest.OnnxFile)}.");
    }

    private static OnnxVariant[] OfPrecision(OnnxVariant[] variants, ModelPrecision precision) =>
        Array.FindAll(variants, variant => variant.Precision == precision);

    private static string Describe(OnnxVariant[] variants) => variants.Length == 0
        ? "It has no ONNX file at all."
        : $"It has: {string.Join(", ", variants.Select(variant => $"{variant.Path} ({variant.Precision})"))}.";

    private static string OnnxHint(string model) => ModelCatalog.Find(model) switch
    {
        { OnnxId: string id } => $" The same weights as ONNX are in '{id}'.",
        { Notes: string notes } => $" {notes}",
        _ => " Export it, for example with 'optimum-cli export onnx', and give the folder.",
    };
}
