using static RerankKit.Benchmarks.MarkdownTable;

using RerankKit.LateInteraction;

namespace RerankKit.Benchmarks;

/// <summary>The tables of <c>maxsim</c>.</summary>
internal static class MaxSimSections
{
    public const string Explanation = """
        Milliseconds are medians; ratios and shares are medians within rounds. Peak: the 512-bit FMAs that C++ does with nothing else to do, or the 256-bit
        ones where there are no others, measured in the same rounds. Operations are 2 x query tokens x document tokens x dimension, whatever a kernel does
        in excess. All variants are checked against the definition in double precision. There is no GEMM library here to compare with (neither OpenBLAS nor
        oneDNN is installed).
        """;

    public static string OneThread(MaxSimCorpus corpus, NativeMaxSim? native, TimeSpan budget, int repetitions)
    {
        using var variants = new MaxSimVariants(corpus, native, repetitions);
        variants.AddNative(MaxSimVariants.Baseline, "maxsim_avx512");
        variants.AddNative("C++ VNNI-512, int8", "maxsim_vnni512");
        variants.AddNative("C++ AVX2 FMA", "maxsim_avx2");
        variants.AddNative("C++ plain loop", "maxsim_naive");
        foreach (TokenVectorPrecision precision in Enum.GetValues<TokenVectorPrecision>())
        {
            variants.Add("vector512", precision);
        }

        foreach (string kernel in (string[])["vector256", "vector128"])
        {
            variants.Add(kernel, TokenVectorPrecision.Float32);
            variants.Add(kernel, TokenVectorPrecision.Int8);
        }

        return Table(corpus, native, variants.All, budget);
    }

    public static string TwoThreads(NativeMaxSim? native, TimeSpan budget)
    {
        var corpus = MaxSimCorpus.Mixed();
        using var variants = new MaxSimVariants(corpus, native, repetitions: 1);
        string kernel = MaxSimKernels.Select(null).Name;
        foreach (int threads in (int[])[1, 2])
        {
            variants.AddNative(MaxSimVariants.Baseline, "maxsim_avx512", threads);
            variants.AddNative("C++ VNNI-512, int8", "maxsim_vnni512", threads);
            variants.Add(kernel, TokenVectorPrecision.Float32, threads);
            variants.Add(kernel, TokenVectorPrecision.Float16, threads);
            variants.Add(kernel, TokenVectorPrecision.Int8, threads);
        }

        var times = Interleaved.Run(budget, [.. variants.All]);
        int half = variants.All.Count / 2;
        var table = new MarkdownTable("variant", "1 thread, ms", "2 threads, ms", "documents/s", "2 threads / 1");
        for (int i = 0; i < half; i++)
        {
            table.Add(
                variants.All[i].Name,
                Number(times.Milliseconds(i)),
                Number(times.Milliseconds(half + i)),
                Number(corpus.Lengths.Length / times.Milliseconds(half + i) * 1000),
                Number(times.Ratio(i, half + i)));
        }

        return table.ToString();
    }

    public static string Top(TimeSpan budget)
    {
        var table = new MarkdownTable("query tokens", "documents", "all scored, ms", "best 10, ms", "best 10 / all");
        foreach ((int tokens, bool related) in ((int, bool)[])[(32, false), (64, false), (64, true), (128, true)])
        {
            var corpus = MaxSimCorpus.Mixed(tokens);
            var codec = TokenVectorCodecs.Create(TokenVectorPrecision.Float32, 128);
            ReadOnlyMemory<byte>[] documents = corpus.Encode(codec).Documents;
            if (related)
            {
                Relate(corpus.Query, documents);
            }

            using var query = new MaxSimQuery(corpus.Query, codec, new() { MaxDocumentNorm = 1.0001f });
            float[] scores = new float[documents.Length];
            int[] indices = new int[10];
            var times = Interleaved.Run(
                budget / 4,
                [new("all", () => query.Score(documents, scores)), new("top", () => query.Top(documents, 10, indices, scores))]);
            table.Add(
                $"{tokens}",
                related ? "20 of them contain the query's vectors, first" : "random",
                Number(times.Milliseconds(0)),
                Number(times.Milliseconds(1)),
                Number(times.Ratio(1, 0)));
        }

        return table.ToString();
    }

    /// <summary>Writes the query's vectors into the first documents.</summary>
    private static void Relate(TokenVectors query, ReadOnlyMemory<byte>[] documents)
    {
        ReadOnlySpan<byte> vectors = System.Runtime.InteropServices.MemoryMarshal.AsBytes(query.Values.Span);
        for (int i = 0; i < 20; i++)
        {
            Span<byte> document = System.Runtime.InteropServices.MemoryMarshal.AsMemory(documents[i]).Span;
            vectors[..Math.Min(vectors.Length, document.Length)].CopyTo(document);
        }
    }

    private static string Table(MaxSimCorpus corpus, NativeMaxSim? native, List<Variant> variants, TimeSpan budget)
    {
        // Peaks first: the others' shares are taken within the rounds.
        (string Name, string Function)[] peaks = [.. new[] { ("512-bit FMA alone", "peak_fma512"), ("256-bit FMA alone", "peak_fma256") }
            .Where(peak => native?.Has(peak.Item2) == true)];
        const long Rounds = 300_000;
        var times = Interleaved.Run(
            budget, [.. peaks.Select(peak => new Variant(peak.Name, () => native!.Peak(peak.Function, Rounds))), .. variants]);
        var table = new MarkdownTable("variant", "ms", "documents/s", "Gop/s", "of FMA peak", $"{MaxSimVariants.Baseline} = 1");
        double peakOperations = peaks.Length == 0 ? 0 : native!.Peak(peaks[0].Function, Rounds);
        for (int i = 0; i < peaks.Length; i++)
        {
            table.Add(peaks[i].Name, "", "", Number(native!.Peak(peaks[i].Function, Rounds) / times.Milliseconds(i) / 1e6), "", "");
        }

        int baseline = variants.FindIndex(variant => variant.Name == MaxSimVariants.Baseline) + peaks.Length;
        for (int i = 0; i < variants.Count; i++)
        {
            int row = peaks.Length + i;
            double milliseconds = times.Milliseconds(row);
            table.Add(
                variants[i].Name,
                Number(milliseconds),
                Number(corpus.Lengths.Length / milliseconds * 1000),
                Number(corpus.Operations / milliseconds / 1e6),
                peaks.Length == 0 ? "" : Number(corpus.Operations / peakOperations * times.Ratio(0, row) * 100) + " %",
                baseline < peaks.Length ? "" : Number(times.Ratio(baseline, row)));
        }

        return table.ToString();
    }
}
