using RerankKit.TestModels;

namespace RerankKit.Journeys;

/// <summary>A folder with everything that the pages name: a collection, judgements, runs, models. The files are small, the names are the pages'.</summary>
internal sealed class FreshFolder : IDisposable
{
    private static readonly (string Id, string Title, string Text)[] Documents =
    [
        ("keys", "Signing keys", "How to rotate a signing key: create the new key, wait for both to be served, delete the old key."),
        ("locks", "Locks", "Keys and locks of the office are with the front desk."),
        ("billing", "Billing", "The billing page lists invoices; an invoice is due after thirty days."),
        ("1057", "Lift", "The lift of a wing grows with the angle of attack until the flow separates."),
        ("drag", "Drag", "Drag of a wing and a body at supersonic speed."),
        ("cats", "Cats", "A cat sleeps most of the day."),
    ];

    private static readonly (string Id, string Text, string Relevant)[] Queries =
    [
        ("q1", "rotate the signing key", "keys"),
        ("q2", "lift of a wing", "1057"),
        ("q3", "when is an invoice due", "billing"),
        ("q4", "where does a cat sleep", "cats"),
        ("q5", "drag at supersonic speed", "drag"),
        ("q6", "front desk of the office", "locks"),
    ];

    /// <summary>Of a few hundred kilobytes, and as long as the models that the pages speak of.</summary>
    public static TestModelOptions Bert { get; } = TestModelPresets.Tiny(TestArchitecture.Bert) with { MaxPositions = 512 };

    public static TestModelOptions Colbert { get; } = TestModelPresets.TinyColbert with { MaxPositions = 512 };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rerankkit-journey-");

    public string this[params string[] parts] => Path.Combine([_folder.FullName, .. parts]);

    public void WriteAll()
    {
        WriteCollection();
        WriteModels();
        File.WriteAllText(this["pairs.jsonl"], """{"text_a": "rotate a key", "text_b": "How to rotate a signing key."}""" + "\n");
        File.WriteAllLines(this["classes.tsv"], Queries.Select(query => $"{query.Id}\t{(query.Text.Split(' ').Length > 4 ? "long" : "short")}"));
        File.WriteAllLines(this["references.jsonl"], Queries.Select(query => $$"""{"_id": "{{query.Id}}", "answer": "{{Documents.Where(document => document.Id == query.Relevant).Select(document => $"{document.Title} {document.Text}").Single()}}"}"""));
        File.WriteAllText(this["requests.jsonl"], """{"query": "rotate a key", "documents": ["Locks.", "How to rotate a signing key."], "topN": 1}""" + "\n");
        WriteRankingLog();
        File.WriteAllText(this["calibration.json"], """{"version": 1, "method": "Platt", "slope": 2, "intercept": -1, "answerThreshold": 0.3, "blend": {"weight": 0.8, "normalization": "MinMax"} }""");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void WriteCollection()
    {
        Directory.CreateDirectory(this["collection"]);
        Directory.CreateSymbolicLink(this["DIR"], "collection");
        File.WriteAllLines(this["collection", "corpus.jsonl"], Documents.Select(document => $$"""{"_id": "{{document.Id}}", "title": "{{document.Title}}", "text": "{{document.Text}}", "metadata": {"section": "one"} }"""));
        File.WriteAllLines(this["collection", "queries.jsonl"], Queries.Select(query => $$"""{"_id": "{{query.Id}}", "text": "{{query.Text}}"}"""));
        string[] qrels = ["query-id\tcorpus-id\tscore", .. Queries.Select(query => $"{query.Id}\t{query.Relevant}\t2")];
        File.WriteAllLines(this["qrels.tsv"], qrels);
        File.WriteAllLines(this["collection", "qrels.tsv"], qrels);

        // One run has what is relevant in the middle, the other at the top; a third is the first again.
        (string[] Names, Func<string, int, int> Rank)[] runs =
        [
            (["bm25.run", "last.run", "main.run", "run.bm25.trec"], (relevant, i) => Documents[i].Id == relevant ? 2 : i < 2 ? i : i + 1),
            (["dense.run", "this.run", "branch.run", "reranked.run", "run.tasb.trec", "run.splade.trec"], (relevant, i) => Documents[i].Id == relevant ? 0 : i + 1),
        ];
        foreach ((string[] names, Func<string, int, int> rank) in runs)
        {
            string[] lines =
            [
                .. Queries.SelectMany(query => Enumerable.Range(0, Documents.Length)
                    .OrderBy(i => rank(query.Relevant, i))
                    .Select((i, place) => $"{query.Id} Q0 {Documents[i].Id} {place + 1} {10 - place}.5 run")),
            ];
            foreach (string name in names)
            {
                File.WriteAllLines(this[name], lines);
            }
        }
    }

    // A few calls on either side of an experiment, for whoever names such files.
    private void WriteRankingLog()
    {
        string[] control = ["locks", "keys"];
        string[] treatment = ["keys", "locks"];
        File.WriteAllLines(this["rankings.jsonl"], Enumerable.Range(0, 20).Select(i =>
            $$"""{"type":"ranking","time":"2026-11-29T08:{{i + 10}}:00Z","request":"r{{i}}","lists":[{{List("control", control, i % 2 == 0)}},{{List("treatment", treatment, i % 2 == 1)}}]}"""));
        File.WriteAllLines(this["clicks.jsonl"], Enumerable.Range(0, 20).Select(i => $$"""{"request":"r{{i}}","document":"keys"}"""));

        static string List(string name, string[] documents, bool isShown) =>
            $$"""{"name":"{{name}}","shown":{{(isShown ? "true" : "false")}},"milliseconds":3.5,"documents":["{{string.Join("\",\"", documents)}}"],"scores":[2,1]}""";
    }

    private void WriteModels()
    {
        TestModel.Write(this["model-folder"], Bert);
        TestModel.Write(this["model-folder"], Bert with { Quantization = TestQuantization.UnsignedPerChannel, FileName = "model_int8.onnx" });
        TestModel.Write(this["colbert-folder"], Colbert);
        TestModel.Write(this["embedding-folder"], Bert with { Head = TestHead.HiddenStates });
        foreach (string[] model in (string[][])[["models", "ms-marco-MiniLM-L6-v2"], ["my-model"]])
        {
            TestModel.Write(this[model], Bert);
        }

        TestModel.Write(this["models", "colbert"], Colbert);
    }
}
