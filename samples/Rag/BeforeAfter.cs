using System.Globalization;
using RerankKit;
using RerankKit.Evaluation;

namespace Rag;

/// <summary>The same questions answered from the first stage's best passages, and from the reranker's.</summary>
internal sealed class BeforeAfter(BeirDataset dataset, Assistant before, Assistant after, TextWriter output)
{
    private readonly Tally _before = new("before");
    private readonly Tally _after = new("after");

    /// <summary>Asks and prints; what the judgements say about the passages is counted at the end.</summary>
    /// <param name="limit">How many of the judged questions.</param>
    public async Task RunAsync(int limit)
    {
        int count = 0;
        foreach (BeirQuery question in dataset.Queries.Where(query => dataset.Qrels.Contains(query.Id)).Take(limit))
        {
            output.WriteLine($"{question.Id}  {question.Text}");
            foreach ((Assistant assistant, Tally tally) in new[] { (before, _before), (after, _after) })
            {
                Write(question, await assistant.AskAsync(question.Text), tally);
            }

            output.WriteLine();
            count++;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-44}{"before",8}{"after",8}   of {count}"));
        WriteLine("the passage with the answer was read", tally => tally.Read);
        WriteLine("the passage with the answer was cited", tally => tally.Cited);
        WriteLine("an irrelevant passage was cited", tally => tally.Misled);
        WriteLine("nothing was cited", tally => tally.Uncited);
        WriteLine("a passage that does not exist was cited", tally => tally.Invented);
    }

    private void Write(BeirQuery question, Answer answer, Tally tally)
    {
        IReadOnlyDictionary<string, int> grades = dataset.Qrels[question.Id];
        int best = grades.Values.Max();
        int grade(RerankCandidate passage) => grades.GetValueOrDefault(passage.Id!);
        RerankCandidate[] cited = [.. answer.Sources.Select(source => source.Passage)];
        tally.Read += answer.Passages.Any(passage => grade(passage) == best) ? 1 : 0;
        tally.Cited += cited.Any(passage => grade(passage) == best) ? 1 : 0;
        tally.Misled += cited.Any(passage => grade(passage) <= 0) ? 1 : 0;
        tally.Uncited += answer.Citations.Count == 0 ? 1 : 0;
        tally.Invented += answer.Invented.Any() ? 1 : 0;
        output.WriteLine($"  {tally.Name,-6}  {answer.Text.ReplaceLineEndings(" ")}");
        output.WriteLine($"          read: {string.Join(", ", answer.Passages.Select((passage, i) => $"[{i + 1}] {passage.Id} ({grade(passage)})"))}");
    }

    private void WriteLine(string what, Func<Tally, int> count) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-44}{count(_before),8}{count(_after),8}"));

    private sealed class Tally(string name)
    {
        public string Name => name;

        public int Read { get; set; }

        public int Cited { get; set; }

        public int Misled { get; set; }

        public int Uncited { get; set; }

        public int Invented { get; set; }
    }
}
