namespace RerankKit.Managed;

/// <summary>The weights of an encoder, packed for a kernel. Read-only once made: all runs share them.</summary>
internal sealed unsafe partial class EncoderWeights : IDisposable
{
    private const string BertWords = "embeddings.word_embeddings";
    private const string BertLayer = "encoder.layer.";
    private readonly List<IDisposable> _parts = [];

    private EncoderWeights(EncoderConfig config, EncoderKernel kernel) => (Config, Kernel) = (config, kernel);

    public EncoderConfig Config { get; }

    public EncoderKernel Kernel { get; }

    /// <summary>Rows of the table of words.</summary>
    public int Vocabulary { get; private set; }

    /// <summary><c>[vocabulary, hidden]</c>.</summary>
    public float* Words { get; private set; }

    /// <summary><c>[positions, hidden]</c>; null where attention alone knows positions.</summary>
    public float* Positions { get; private set; }

    /// <summary><c>[types, hidden]</c>; null where positions are.</summary>
    public float* Types { get; private set; }

    /// <summary>Per rotation the angle of one position for each pair of a head's channels, in radians.</summary>
    public IReadOnlyList<float[]> Frequencies { get; private set; } = [];

    /// <summary>Behind the tables.</summary>
    public LayerNorm Norm { get; private set; } = null!;

    /// <summary>Behind the last layer; null for none.</summary>
    public LayerNorm? FinalNorm { get; private set; }

    public IReadOnlyList<EncoderLayer> Layers { get; private set; } = [];

    /// <summary>Null where the model is no classifier.</summary>
    public ClassificationLayers? Head { get; private set; }

    private float QueryScale => 1 / MathF.Sqrt(Config.HeadSize * (Config.Relative?.Terms ?? 1));

    /// <summary>Reads and packs the weights.</summary>
    /// <exception cref="InvalidDataException">A weight is missing, or of another shape than config.json says.</exception>
    /// <exception cref="NotSupportedException">A weight is of a type that is not read.</exception>
    public static EncoderWeights Load(EncoderConfig config, ITensorSource source, EncoderKernel kernel)
    {
        var weights = new EncoderWeights(config, kernel);
        try
        {
            weights.Load(Refusal(config, source) is { } refusal ? throw new NotSupportedException($"{refusal}. Use ONNX Runtime.") : Reader(config, source));
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

        TensorReader reader = Reader(config, source);
        IEnumerable<string> layers = Enumerable.Range(0, config.Layers).SelectMany(layer => Family(config).Linear.Select(path => Invariant($"{Family(config).Layer}{layer}.{path}.weight")));
        return layers.FirstOrDefault(name => !reader.Has(name)) is { } missing ? $"'{source.Location}' has no weight that can be told to be '{missing}'" : null;
    }

    public void Dispose() => _parts.ForEach(part => part.Dispose());

    private static (string Words, string Layer, string[] Linear) Family(EncoderConfig config) => config.ModelType switch
    {
        EncoderConfig.ModernBert => ("embeddings.tok_embeddings", "layers.", ["attn.Wqkv", "attn.Wo", "mlp.Wi", "mlp.Wo"]),
        EncoderConfig.DebertaV2 => (BertWords, BertLayer, BertLinear("_proj")),
        _ => (BertWords, BertLayer, BertLinear("")),
    };

    private static string[] BertLinear(string projection) =>
        [$"attention.self.query{projection}", $"attention.self.key{projection}", $"attention.self.value{projection}", "attention.output.dense", "intermediate.dense", "output.dense"];

    private static TensorReader Reader(EncoderConfig config, ITensorSource source) => new(source, ["bert.", "roberta.", "deberta.", "model.", ""], $"{Family(config).Words}.weight");

    private void Load(TensorReader reader)
    {
        string words = Family(Config).Words;
        Vocabulary = reader.RowsOf($"{words}.weight");
        Words = Table(reader, words, Vocabulary);
        if (Config.ModelType == EncoderConfig.ModernBert)
        {
            LoadModernBert(reader);
        }
        else if (Config.Relative is { } positions)
        {
            LoadDebertaV2(reader, positions);
        }
        else
        {
            LoadBert(reader);
        }

        reader.Finish();
    }

    private float* Table(TensorReader reader, string name, int rows)
    {
        reader.Require($"{name}.weight", rows, Config.Hidden);
        FloatMemory memory = Keep(new FloatMemory((long)rows * Config.Hidden, isZero: false));
        reader.ReadLater($"{name}.weight", memory, rows, Config.Hidden);
        return memory.Start;
    }

    private T Keep<T>(T part)
        where T : IDisposable
    {
        _parts.Add(part);
        return part;
    }
}
