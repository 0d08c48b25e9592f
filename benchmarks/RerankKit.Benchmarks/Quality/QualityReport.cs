using System.Globalization;
using System.Text;
using RerankKit.Evaluation;
using RerankKit.LateInteraction;

namespace RerankKit.Benchmarks;

/// <summary>nDCG@10 of one encoder's vectors in every precision, collection by collection.</summary>
/// <param name="isFast">Leaves the residual codecs out, whose training takes longest.</param>
internal sealed class QualityReport(bool isFast)
{
    private const int ResidualSamples = 80_000;
    private static readonly RankingMetric Ndcg = RankingMetrics.Ndcg(10);

    private static readonly TokenVectorPrecision[] Scalar =
        [TokenVectorPrecision.Float32, TokenVectorPrecision.Float16, TokenVectorPrecision.BFloat16, TokenVectorPrecision.Int8];

    private readonly MarkdownTable _quality = new(
        "nDCG@10", "BM25", "float32", "float16", "bfloat16", "int8", "residual, 2 bits", "residual, 1 bit", "float32, int8 table", "BM25 + float32, RRF");

    private readonly MarkdownTable _points = new("points against float32", "float16", "bfloat16", "int8", "residual, 2 bits", "residual, 1 bit", "int8 table");

    private readonly MarkdownTable _collections = new("collection", "documents", "queries", "vectors per document", "training, s", "encoding, µs per document");
    private readonly MarkdownTable _sizes = new("precision", "bytes a vector", "MB per million vectors", "shared tables, KB");
    private bool _hasSizes;

    public void Add(TokenizedCollection collection, Run firstStage, EncodedCollection encoded, EncodedCollection integers, bool isUnit, TimeSpan training)
    {
        Qrels qrels = collection.Dataset.Qrels;
        List<TokenVectorCodec> codecs = [.. Scalar.Select(precision => TokenVectorCodecs.Create(precision, encoded.Dimension))];
        if (!isFast && isUnit)
        {
            float[] samples = encoded.Sample(ResidualSamples);
            int centroids = Math.Min(ResidualCodec.CentroidCountFor(encoded.VectorCount), samples.Length / encoded.Dimension / 2);
            codecs.Add(ResidualCodec.Train(samples, encoded.Dimension, bits: 2, seed: 1, centroids));
            codecs.Add(ResidualCodec.Train(samples, encoded.Dimension, bits: 1, seed: 1, centroids));
        }

        Run[] runs = [.. codecs.Select(codec => encoded.Rerank(firstStage, codec))];
        double[] values = [.. runs.Select(Value)];
        double table = Value(integers.Rerank(firstStage, codecs[0]));
        string name = collection.Dataset.Name + (isUnit ? "" : ", BM25 lengths");
        _quality.Add([
            name, Text(Value(firstStage)), .. values.Select(Text), .. Missing(values), Text(table), Text(Fused(runs[0])),
        ]);
        _points.Add([name, .. values.Skip(1).Select(value => Points(value - values[0])), .. Missing(values), Points(table - values[0])]);
        if (!isUnit)
        {
            return;
        }

        _collections.Add(
            name,
            MarkdownTable.Number(encoded.DocumentCount),
            MarkdownTable.Number(firstStage.QueryIds.Count),
            MarkdownTable.Number((double)encoded.VectorCount / encoded.DocumentCount),
            MarkdownTable.Number(training.TotalSeconds),
            MarkdownTable.Number(integers.TimePerDocument.TotalMicroseconds));
        AddSizes(codecs);

        double Value(Run run) => Evaluator.Evaluate(qrels, run, [Ndcg])[Ndcg];

        double Fused(Run run) => Value(RunFusion.Fuse([firstStage, run]));
    }

    public string ToString(TrainingOptions options)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            A static encoder (one vector per token of bert-base-uncased's vocabulary, {options.Dimension} numbers) is trained on each collection's own text, without labels:
            positive mutual information within {options.Window} tokens, its greatest eigenvectors, idf as weights. It reranks the 100 candidates of BM25. These are the figures of a
            table, not of a ColBERT model: what they show is what a precision costs. "BM25 lengths" gives the documents' vectors the lengths of BM25's term frequencies, which the
            residual precisions would lose. "int8 table" keeps the encoder's own rows in bytes.


            """);
        return text.Append(_quality).Append('\n').Append(_points).Append('\n').Append(_sizes).Append('\n').Append(_collections).ToString();
    }

    private static IEnumerable<string> Missing(double[] values) => Enumerable.Repeat("", Scalar.Length + 2 - values.Length);

    private static string Text(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    private static string Points(double difference) => (100 * difference).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    private void AddSizes(List<TokenVectorCodec> codecs)
    {
        if (_hasSizes)
        {
            return;
        }

        _hasSizes = true;
        foreach (TokenVectorCodec codec in codecs)
        {
            string shared = "0";
            if (codec is ResidualCodec residual)
            {
                var stream = new MemoryStream();
                residual.Save(stream);
                shared = MarkdownTable.Number(stream.Length / 1024.0);
            }

            _sizes.Add(
                codec.Precision.ToString(),
                MarkdownTable.Number(codec.BytesPerToken),
                MarkdownTable.Number(codec.BytesPerToken * 1e6 / (1024 * 1024)),
                shared);
        }
    }
}
