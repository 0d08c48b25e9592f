using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace RerankKit.ModelDoubles;

/// <summary>Answers the KServe v2 protocol for one model, which our own binding runs: the same graph as the local reranker's.</summary>
internal sealed class ServedTestModel : IDisposable
{
    private readonly OnnxSession _session;
    private readonly string _name;

    public ServedTestModel(string folder, string name = "cross_encoder")
    {
        _session = OnnxSession.Open(ModelFolder.Open(folder, request: null).OnnxPath, new() { IntraOpThreads = 1 });
        _name = name;
    }

    /// <summary>As Triton's model configuration has it; 0 for a server without that route.</summary>
    public int MaxBatchSize { get; set; }

    /// <summary>Inputs and outputs are called so here; others as in the graph.</summary>
    public Dictionary<string, string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>How the cross-encoder on a server is loaded.</summary>
    public static CrossEncoderOptions Options(KServeServer server, Action<CrossEncoderOptions>? configure = null)
    {
        var options = new CrossEncoderOptions { Server = { ModelName = "cross_encoder", Retry = null } };
        options.Server.Endpoints.Add(server.Address);
        configure?.Invoke(options);
        return options;
    }

    public KServeReply Answer(KServeRequest request)
    {
        string route = $"/v2/models/{_name}";
        string path = request.Path.Replace("/versions/3", "", StringComparison.Ordinal);
        return path == route ? Metadata()
            : path == route + "/ready" ? new(200, [])
            : path == route + "/config" && MaxBatchSize > 0 ? KServeReply.Json(200, $$"""{"name":"{{_name}}","max_batch_size":{{MaxBatchSize}}}""")
            : path == route + "/infer" ? Infer(request)
            : path.StartsWith("/v2/models/", StringComparison.Ordinal) && !path.EndsWith("/config", StringComparison.Ordinal) ? KServeReply.Error(400, $"Request for unknown model: '{path[11..]}' is not found")
            : KServeReply.Error(404, "Not Found");
    }

    public void Dispose() => _session.Dispose();

    private KServeReply Metadata()
    {
        JsonNode Tensors(IEnumerable<GraphTensor> tensors) => new JsonArray([.. tensors.Select(tensor => new JsonObject
        {
            ["name"] = Wire(tensor.Name),
            ["datatype"] = Datatype(tensor.ElementType),
            ["shape"] = new JsonArray([.. tensor.Shape.Select(length => JsonValue.Create(length))]),
        })]);
        var json = new JsonObject
        {
            ["name"] = _name,
            ["versions"] = new JsonArray("3"),
            ["platform"] = "onnxruntime_onnx",
            ["inputs"] = Tensors(_session.Inputs),
            ["outputs"] = Tensors(_session.Outputs),
        };
        return KServeReply.Json(200, json.ToJsonString());
    }

    private KServeReply Infer(KServeRequest request)
    {
        JsonNode json = request.Json;
        using OnnxRun run = _session.CreateRun();
        int offset = 0;
        foreach (JsonNode? input in json["inputs"]!.AsArray())
        {
            long[] shape = [.. input!["shape"]!.AsArray().Select(length => length!.GetValue<long>())];
            if (MaxBatchSize > 0 && shape[0] > MaxBatchSize)
            {
                return KServeReply.Error(400, $"inference request batch-size must be <= {MaxBatchSize} for '{_name}'");
            }

            int index = Find(_session.Inputs, input);
            Set(run, index, input, shape, request.Raw, ref offset);
        }

        if (offset != request.Raw.Length)
        {
            return KServeReply.Error(400, "unexpected additional input data");
        }

        run.Execute();
        JsonNode wanted = json["outputs"]![0]!;
        int output = Find(_session.Outputs, wanted);
        return Reply(json["id"]!.GetValue<string>(), run.Output(output), wanted);
    }

    private int Find(IReadOnlyList<GraphTensor> tensors, JsonNode wanted) =>
        tensors.Index().Single(tensor => Wire(tensor.Item.Name) == wanted["name"]!.GetValue<string>()).Index;

    private static void Set(OnnxRun run, int index, JsonNode input, long[] shape, ReadOnlySpan<byte> raw, ref int offset)
    {
        bool isShort = input["datatype"]!.GetValue<string>() == "INT32";
        Span<byte> destination = isShort ? MemoryMarshal.AsBytes(run.SetInt32(index, shape)) : MemoryMarshal.AsBytes(run.SetInt64(index, shape));
        if (input["parameters"]?["binary_data_size"]?.GetValue<int>() is int size)
        {
            raw.Slice(offset, size).CopyTo(destination);
            offset += size;
            return;
        }

        JsonArray data = input["data"]!.AsArray();
        for (int i = 0; i < data.Count; i++)
        {
            long value = data[i]!.GetValue<long>();
            if (isShort)
            {
                MemoryMarshal.Cast<byte, int>(destination)[i] = (int)value;
            }
            else
            {
                MemoryMarshal.Cast<byte, long>(destination)[i] = value;
            }
        }
    }

    private KServeReply Reply(string id, GraphTensorView view, JsonNode wanted)
    {
        var output = new JsonObject
        {
            ["name"] = wanted["name"]!.GetValue<string>(),
            ["datatype"] = Datatype(view.ElementType),
            ["shape"] = new JsonArray([.. view.Shape.ToArray().Select(length => JsonValue.Create(length))]),
        };
        byte[] raw = [];
        float[] numbers = new float[view.Length];
        view.CopyTo(numbers);
        bool isBinary = wanted["parameters"]?["binary_data"]?.GetValue<bool>() == true;
        if (isBinary)
        {
            raw = view.ElementType switch
            {
                GraphElementType.Float16 => MemoryMarshal.AsBytes<Half>(numbers.Select(number => (Half)number).ToArray()).ToArray(),
                GraphElementType.BFloat16 => MemoryMarshal.AsBytes<ushort>(numbers.Select(number => (ushort)(BitConverter.SingleToUInt32Bits(number) >> 16)).ToArray()).ToArray(),
                _ => MemoryMarshal.AsBytes<float>(numbers).ToArray(),
            };
            output["parameters"] = new JsonObject { ["binary_data_size"] = raw.Length };
        }
        else
        {
            output["data"] = new JsonArray([.. numbers.Select(number => JsonValue.Create(number))]);
        }

        byte[] json = Encoding.UTF8.GetBytes(new JsonObject { ["id"] = id, ["model_name"] = _name, ["model_version"] = "3", ["outputs"] = new JsonArray(output) }.ToJsonString());
        return new(200, [.. json, .. raw])
        {
            Headers = isBinary ? new() { [KServeRequest.HeaderLength] = json.Length.ToString(CultureInfo.InvariantCulture) } : [],
        };
    }

    private string Wire(string name) => Names.GetValueOrDefault(name, name);

    private static string Datatype(GraphElementType type) => type switch
    {
        GraphElementType.Int64 => "INT64",
        GraphElementType.Int32 => "INT32",
        GraphElementType.Float => "FP32",
        GraphElementType.Float16 => "FP16",
        GraphElementType.BFloat16 => "BF16",
        _ => throw new NotSupportedException($"{type}"),
    };
}
