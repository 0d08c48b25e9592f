namespace RerankKit.Embedded.Tests;

/// <summary>The parts against loops over doubles that follow the formulas word by word.</summary>
public class ReferenceTests
{
    private const string LongQuery =
        "how can a doctor or physician treat a broken bone, a fractured limb or a sprained ankle of 1984 when plaster, splints and bandages are missing, the nearest hospital is far away, "
        + "winter storms close every road, and neither morphine nor aspirin remains in the small wooden cabinet beside the kitchen door";

    [TestCase(Passages.Query, 0)]
    [TestCase(Passages.Query, 100)]
    [TestCase("bone", 0)]
    [TestCase(LongQuery, 0)]
    [TestCase(LongQuery, 100)]
    public void PartsAreThoseOfPlainDoublePrecision(string query, int cachedTexts)
    {
        EmbeddedModel model = EmbeddedModel.Shared;
        string[] texts = [.. Passages.Texts, "", "Bones bones bones: the doctor's bone, 1984 and 1985.", "A doctor.", "?!", LongQuery];
        var workspace = new EmbeddedWorkspace();
        TextTokenCache? cache = cachedTexts == 0 ? null : new(cachedTexts);
        foreach (string asked in (string[])["what an earlier call asked, of 1985", query, LongQuery, query])
        {
            Score(workspace, model, asked, [.. texts, asked], cache);
            Score(workspace, model, asked, texts, cache);
            AssertParts(workspace, model, asked, texts);
        }
    }

    private static void Score(EmbeddedWorkspace workspace, EmbeddedModel model, string query, string[] texts, TextTokenCache? cache)
    {
        workspace.Query.Read(Ids(model, query), model);
        workspace.Texts.Reset(model.Table);
        foreach (string text in texts)
        {
            workspace.Texts.Read(text, model, cache, int.MaxValue);
        }

        workspace.Texts.CountPieces(model.Table);
        workspace.Parts.Score(workspace.Query, workspace.Texts, model, meanLength: null);
        workspace.Parts.ScoreFeedback([1, 3], workspace.Texts);
        workspace.Parts.ScoreTopic([1, 3]);
    }

    private static void AssertParts(EmbeddedWorkspace workspace, EmbeddedModel model, string query, string[] texts)
    {
        int[] asked = [.. Ids(model, query).Where(id => model.Table.Weights[id] > 0)];
        int[][] said = [.. texts.Select(text => Ids(model, text).Where(id => model.Table.Weights[id] > 0).ToArray())];
        double mean = said.Average(ids => ids.Length);
        double[][] vectors = [.. said.Select(ids => Normalized(Sum(model, ids)))];
        double[] middle = [.. Enumerable.Range(0, model.Table.Dimension).Select(k => vectors.Average(vector => vector[k]))];
        double[][] apart = [.. vectors.Select(vector => Normalized([.. vector.Zip(middle, (x, m) => x - m)]))];
        for (int i = 0; i < texts.Length; i++)
        {
            int[] lead = [.. Ids(model, texts[i]).Take(EmbeddedParts.LeadLength).Where(id => model.Table.Weights[id] > 0)];
            Assert.That(workspace.Parts.Words[i], Is.EqualTo(Words(model, asked, said[i], 0.9 * Math.Max(said[i].Length / mean, 0.25))).Within(1e-4), texts[i]);
            Assert.That(workspace.Parts.Lead[i], Is.EqualTo(Words(model, asked, lead, 0.9)).Within(1e-4), texts[i]);
            Assert.That(workspace.Parts.Meaning[i], Is.EqualTo(Cosine(Sum(model, asked), Sum(model, said[i]))).Within(1e-5), texts[i]);
            Assert.That(workspace.Parts.Feedback[i], Is.EqualTo((Dot(Terms(model, said[i]), Terms(model, said[1])) + Dot(Terms(model, said[i]), Terms(model, said[3]))) / 2).Within(1e-5), texts[i]);
            Assert.That(workspace.Parts.Topic[i], Is.EqualTo((Product(apart[i], apart[1]) + Product(apart[i], apart[3])) / 2).Within(1e-4), texts[i]);
        }
    }

    private static int[] Ids(EmbeddedModel model, string text) => [.. model.Tokenizer.Encode(text, textB: null, new() { AddSpecialTokens = false }).Ids];

    private static double Words(EmbeddedModel model, int[] asked, int[] ids, double norm) =>
        asked.Sum(piece =>
        {
            double frequency = ids.Sum(id => Similarity(model, piece, id));
            return model.Table.Weights[piece] * frequency / (frequency + norm);
        });

    private static double Similarity(EmbeddedModel model, int a, int b) =>
        a == b ? 1
        : model.Table.Pieces[a].All(char.IsDigit) || model.Table.Pieces[b].All(char.IsDigit) ? 0
        : Math.Max(0, (Cosine(Row(model, a), Row(model, b)) - 0.4) / 0.6);

    private static double[] Row(EmbeddedModel model, int id)
    {
        double[] row = [.. model.Table.Row(id).ToArray().Select(value => (double)value)];
        double length = Math.Sqrt(row.Sum(value => value * value));
        return [.. row.Select(value => value / length)];
    }

    private static double[] Sum(EmbeddedModel model, int[] ids)
    {
        double[] sum = new double[model.Table.Dimension];
        foreach (int id in ids)
        {
            double[] row = Row(model, id);
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += model.Table.Weights[id] * row[i];
            }
        }

        return sum;
    }

    private static double[] Normalized(double[] vector)
    {
        double length = Math.Sqrt(Product(vector, vector));
        return length == 0 ? vector : [.. vector.Select(x => x / length)];
    }

    private static double Product(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double Cosine(double[] a, double[] b)
    {
        double lengths = Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));
        return lengths == 0 ? 0 : a.Zip(b, (x, y) => x * y).Sum() / lengths;
    }

    private static Dictionary<int, double> Terms(EmbeddedModel model, int[] ids)
    {
        Dictionary<int, double> terms = ids.GroupBy(id => id).ToDictionary(group => group.Key, group => model.Table.Weights[group.Key] * Math.Log(1 + group.Count()));
        double length = Math.Sqrt(terms.Values.Sum(value => value * value));
        return terms.ToDictionary(pair => pair.Key, pair => pair.Value / length);
    }

    private static double Dot(Dictionary<int, double> a, Dictionary<int, double> b) => a.Sum(pair => pair.Value * b.GetValueOrDefault(pair.Key));
}
