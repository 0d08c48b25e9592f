namespace RerankKit.Managed;

/// <summary>The weights of an encoder, packed for a kernel. Read-only once made: all runs share them.</summary>
internal sealed unsafe class EncoderWeights : IDisposable
{
    private static readonly string[] Linear =
        ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "intermediate.dense", "output.dense"];

    private readonly List<IDisposable> _parts = [];

    private EncoderWeights(EncoderConfig config, EncoderKernel kernel) => (Config, Kernel) = (config, kernel);

    public EncoderConfig Config { get; }

    public EncoderKernel Kernel { get; }

    /// <summary>Rows of the table of words.</summary>
    public int Vocabulary { get; private set; }

    /// <summary><c>[vocabulary, hidden]</c>.</summary>
    public float* Words { get; private set; }

    /// <summary><c>[positions, hidden]</c>.</summary>
    public float* Positions { get; private set; }

    /// <summary><c>[types, hidden]</c>.</summary>
    public float* Types { get; private set; }

    public LayerNorm Norm { get; private set; } = null!;

    public IReadOnlyList<EncoderLayer> Layers { get; private set; } = [];

    /// <summary>Null where the model is no classifier.</summary>
    public ClassificationLayers? Head { get; private set; }

    /// <summary>Reads and packs the weights.</summary>
    /// <exception cref="InvalidDataException">A weight is missing, or of another shape than config.json says.</exception>
    /// <exception cref="NotSupportedException">A weight is of a type that is not read.</exception>
    public static EncoderWeights Load(EncoderConfig config, ITensorSource source, EncoderKernel kernel)
    {
        var weights = new EncoderWeights(config, kernel);
        try
        {
            weights.Load(Refusal(config, source) is { } refusal ? throw new NotSupportedException($"{refusal}. Use ONNX Runtime.") : Reader(source));
            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>Why an encoder cannot be made of a source; null where it can. Looks at names, not at numbers.</summary>
    public static string? Refusal(EncoderConfig config, ITensorSource source)
    {
        // What a graph puts out otherwise is computed behind the encoder, by what is not here.
        string wanted = config.Labels > 0 ? "logits" : "last_hidden_state";
        if (source.Outputs is { } outputs && !outputs.Any(output => output.Name == wanted && output.IsPlain))
        {
            return $"the graph '{source.Location}' puts out {string.Join(", ", outputs)}, and the managed engine gives {wanted} as a layer puts it out, in single precision";
        }

        TensorReader reader = Reader(source);
        IEnumerable<string> layers = Enumerable.Range(0, config.Layers).SelectMany(layer => Linear.Select(path => Invariant($"encoder.layer.{layer}.{path}.weight")));
        return layers.FirstOrDefault(name => !reader.Has(name)) is { } missing ? $"'{source.Location}' has no weight that can be told to be '{missing}'" : null;
    }

    public void Dispose() => _parts.ForEach(part => part.Dispose());

    private static TensorReader Reader(ITensorSource source) => new(source, ["bert.", "roberta.", ""], "embeddings.word_embeddings.weight");

    private void Load(TensorReader reader)
    {
        int hidden = Config.Hidden;
        Vocabulary = reader.RowsOf("embeddings.word_embeddings.weight");
        Words = Table(reader, "word_embeddings", Vocabulary);
        Positions = Table(reader, "position_embeddings", Config.Positions);
        Types = Table(reader, "token_type_embeddings", Config.Types);
        Norm = ReadNorm(reader, "embeddings.LayerNorm");
        Layers = [.. Enumerable.Range(0, Config.Layers).Select(layer => ReadLayer(reader, Invariant($"encoder.layer.{layer}.")))];
        if (Config.Labels > 0)
        {
            Head = Keep(Config.HasPooler
                ? new ClassificationLayers(reader.Linear("pooler.dense", hidden, hidden, Kernel), reader.WithoutPrefix.Linear("classifier", Config.Labels, hidden, Kernel))
                : new ClassificationLayers(
                    reader.WithoutPrefix.Linear("classifier.dense", hidden, hidden, Kernel), reader.WithoutPrefix.Linear("classifier.out_proj", Config.Labels, hidden, Kernel)));
        }
    }

    private EncoderLayer ReadLayer(TensorReader reader, string path)
    {
        int hidden = Config.Hidden;
        float scale = 1 / MathF.Sqrt(Config.HeadSize);
        reader.Require($"{path}attention.self.query.weight", hidden, hidden);
        PackedMatrix queryKeyValue = Keep(new PackedMatrix(3 * hidden, hidden, Kernel.Rows));
        reader.Pack(queryKeyValue, 0, $"{path}attention.self.query", hidden, scale);
        reader.Pack(queryKeyValue, hidden, $"{path}attention.self.key", hidden);
        reader.Pack(queryKeyValue, 2 * hidden, $"{path}attention.self.value", hidden);
        return Keep(new EncoderLayer(
            queryKeyValue,
            reader.Linear($"{path}attention.output.dense", hidden, hidden, Kernel),
            ReadNorm(reader, $"{path}attention.output.LayerNorm"),
            reader.Linear($"{path}intermediate.dense", Config.Intermediate, hidden, Kernel),
            reader.Linear($"{path}output.dense", hidden, Config.Intermediate, Kernel),
            ReadNorm(reader, $"{path}output.LayerNorm")));
    }

    private float* Table(TensorReader reader, string name, int rows)
    {
        reader.Require($"embeddings.{name}.weight", rows, Config.Hidden);
        FloatMemory memory = Keep(new FloatMemory((long)rows * Config.Hidden));
        reader.Read($"embeddings.{name}.weight", new(memory.Start, checked(rows * Config.Hidden)), rows, Config.Hidden);
        return memory.Start;
    }

    private LayerNorm ReadNorm(TensorReader reader, string path) => Keep(reader.Norm(path, Config.Hidden, Config.Epsilon));

    private T Keep<T>(T part)
        where T : IDisposable
    {
        _parts.Add(part);
        return part;
    }
}
