using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using RerankKit.Managed;

namespace RerankKit.Benchmarks;

/// <summary>The pieces of the managed engine one by one, on one thread.</summary>
internal static unsafe class KernelSection
{
    private const int Hidden = 384;
    private const int Wide = 1536;
    private const int Heads = 12;
    private const int Tokens = 128;
    private const int Panels = Tokens / Panel.Tokens;

    public static string Run(EngineRun run)
    {
        var table = new MarkdownTable("kernel", "piece", "ns a token", "GFLOP/s", "of FMA peak");
        using var native = NativeMaxSim.Build();
        if (Avx512F.IsSupported)
        {
            AddKernel<Lanes512, Vector512<float>>(table, "vector512", run, native, "peak_fma512");
        }

        if (Avx2.IsSupported)
        {
            AddKernel<Lanes256, Vector256<float>>(table, "vector256", run, native, "peak_fma256");
        }

        AddKernel<Lanes128, Vector128<float>>(table, "vector128", run, native: null, peak: "");
        return $"""
            The pieces of a layer as MiniLM has it ({Hidden} channels, {Heads} heads), {Tokens} tokens, one thread, in turns: processor time of the median round. A multiply-add is two operations.
            Peak: the FMAs of the same width that C++ does with nothing else to do, in the same rounds.

            {table}
            """;
    }

    private static void AddKernel<TLanes, TVector>(MarkdownTable table, string name, EngineRun run, NativeMaxSim? native, string peak)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        if (!run.Wants(name))
        {
            return;
        }

        var kernel = new LanesKernel<TLanes, TVector>(name);
        using PackedMatrix up = Matrix(kernel, Wide, Hidden);
        using PackedMatrix square = Matrix(kernel, Hidden, Hidden);
        using var norm = new LayerNorm([.. Enumerable.Repeat(1f, Hidden)], shift: [], 1e-12f);
        using PanelBuffer input = Buffer(3 * Hidden, Panels);
        using PanelBuffer output = Buffer(up.PaddedOutputs, Panels);
        using PanelBuffer scratch = Buffer(Panel.Tokens, EncoderKernel.ScratchPanels(Tokens, Hidden / Heads));
        (string Name, double Operations, Action Run)[] pieces =
        [
            ("GEMM 384 to 384", 2.0 * Hidden * Hidden, () => kernel.Multiply(square, square.All, input.At(0), input.Stride, output.At(0), output.Stride, Panels, adds: false, HiddenActivation.None)),
            ("GEMM 384 to 1,536", 2.0 * Hidden * Wide, () => kernel.Multiply(up, up.All, input.At(0), input.Stride, output.At(0), output.Stride, Panels, adds: false, HiddenActivation.None)),
            ("attention to 128 tokens", 4.0 * Hidden * Tokens, () => EachPanel(panel => Attend(kernel, input, output, scratch, panel))),
            ("softmax of 12 heads over 128 tokens", 0, () => EachPanel(_ => Softmax<TLanes, TVector>(output))),
            ("layer normalisation", 0, () => EachPanel(panel => kernel.Normalize(input.At(panel), residual: null, output.At(panel), norm))),
            ("GELU of 1,536", 0, () => EachPanel(panel => Activations<TLanes, TVector>.Apply(HiddenActivation.Gelu, output.At(panel), Wide * Panel.Tokens))),
            ("rotation of queries and keys", 0, () => EachPanel(panel => kernel.Rotate(input.At(panel), output.At(panel), 2 * Heads, Hidden / Heads))),
        ];
        const int Repetitions = 40;
        double peakOperations = 0;
        Interleaved times = Interleaved.Run(
            run.Budget,
            [
                .. pieces.Select(piece => new Variant(piece.Name, () => Repeat(piece.Run, Repetitions), Repetitions: Repetitions)),
                new("FMA alone", () => peakOperations = native?.Has(peak) == true ? native.Peak(peak, 300_000) : 0),
            ]);
        for (int i = 0; i < pieces.Length; i++)
        {
            double nanoseconds = times.ProcessorMilliseconds(i) * 1e6 / Tokens;
            double operations = pieces[i].Operations;
            string rate = operations > 0 ? MarkdownTable.Number(operations / nanoseconds) : "";
            string share = operations > 0 && peakOperations > 0 ? MarkdownTable.Number(operations * Tokens / peakOperations * times.ProcessorRatio(pieces.Length, i) * 100) + " %" : "";
            table.Add(name, pieces[i].Name, MarkdownTable.Number(nanoseconds), rate, share);
        }
    }

    private static void Softmax<TLanes, TVector>(PanelBuffer scores)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        float* inverse = stackalloc float[Panel.Tokens];
        for (int head = 0; head < Heads; head++)
        {
            for (int lane = 0; lane < Panel.Tokens; lane += TLanes.Count)
            {
                Managed.Softmax<TLanes, TVector>.Exponentiate(scores.At(0) + lane, Tokens, attended: null, inverse + lane);
            }
        }
    }

    private static void Attend(EncoderKernel kernel, PanelBuffer input, PanelBuffer output, PanelBuffer scratch, int panel)
    {
        var keys = new AttentionKeys
        {
            Keys = input.At(0, Hidden),
            Values = input.At(0, 2 * Hidden),
            Stride = input.Stride,
            Start = 0,
            Count = Tokens,
            Attended = null,
            Window = EncoderLayer.Unlimited,
            Query = panel * Panel.Tokens,
            Heads = Heads,
            HeadSize = Hidden / Heads,
        };
        kernel.Attend(input.At(panel), output.At(panel), keys, .., scratch.At(0));
    }

    private static void EachPanel(Action<int> action)
    {
        for (int panel = 0; panel < Panels; panel++)
        {
            action(panel);
        }
    }

    private static void Repeat(Action action, int times)
    {
        for (int i = 0; i < times; i++)
        {
            action();
        }
    }

    private static PackedMatrix Matrix(EncoderKernel kernel, int outputs, int inputs)
    {
        var matrix = new PackedMatrix(outputs, inputs, kernel.Rows);
        matrix.Pack(0, outputs, 0, inputs, Numbers(outputs * inputs), (inputs, 1), factor: 1);
        return matrix;
    }

    private static PanelBuffer Buffer(int channels, int panels)
    {
        var buffer = new PanelBuffer(channels);
        buffer.Reserve(panels);
        Numbers(channels * Panel.Tokens * panels).CopyTo(new Span<float>(buffer.At(0), channels * Panel.Tokens * panels));
        return buffer;
    }

    private static float[] Numbers(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) / 10)];
    }
}
