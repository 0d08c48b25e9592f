using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace RerankKit.Evaluation;

/// <summary>What is swept: lists of documents, their texts, and judgements.</summary>
public sealed class SweepInput
{
    /// <summary>The collection's name, for the report.</summary>
    public string Dataset { get; init; } = "collection";

    /// <summary>The judgements. Only judged queries are reranked: of others no metric says anything.</summary>
    public required Qrels Qrels { get; init; }

    /// <summary>The runs whose lists are reranked, each with a name of its own.</summary>
    public required IReadOnlyList<Run> FirstStages { get; init; }

    /// <summary>The text of a query; null where there is none: it is left as it is.</summary>
    public required Func<string, string?> QueryText { get; init; }

    /// <summary>The text of a document; null where there is none: it stands behind those that have one.</summary>
    public required Func<string, string?> DocumentText { get; init; }

    /// <summary>How many documents the collection has, and how many of them are there more than once; null where that was not looked at.</summary>
    public DuplicateDocuments? Documents { get; init; }

    /// <summary>The command that makes the results again; null where there was none.</summary>
    public string? Command { get; init; }

    internal string[] QueryIds => [.. Qrels.QueryIds.Where(id => FirstStages.Any(run => run.Contains(id))).Order(Utf8Order.Instance)];

    /// <summary>Checks that there is something to measure.</summary>
    /// <exception cref="ArgumentException">There is not.</exception>
    internal void Check(IReadOnlyList<SweptReranker> rerankers)
    {
        if (FirstStages.Count == 0 || rerankers.Count == 0)
        {
            throw new ArgumentException(FirstStages.Count == 0 ? "There is no first stage. Give at least one run." : "There is no reranker. Give at least one.");
        }

        Evaluator.CheckArguments(Qrels, RankingMetric.ParseList("ndcg@10"));
        foreach (Run run in FirstStages)
        {
            Evaluator.CheckOverlap(Qrels, run, QueryIds);
            if (!run.QueryIds.Where(Qrels.Contains).Any(id => run[id].Any(document => Qrels.GetGrade(id, document.Id) >= 0)))
            {
                throw new ArgumentException($"None of the documents of run '{run.Name}' is judged, so nothing can be measured on it. Check that run and judgements have the same document ids.");
            }
        }

        RequireDifferent(FirstStages.Select(run => run.Name), "runs");
        RequireDifferent(rerankers.Select(reranker => reranker.Name), "rerankers");
    }

    internal string Digest(IReadOnlyList<string> queryIds)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var documents = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string queryId in queryIds)
        {
            Append(hash, queryId);
            Append(hash, QueryText(queryId) ?? "");
            foreach ((string document, int grade) in Qrels[queryId].OrderBy(judgement => judgement.Key, StringComparer.Ordinal))
            {
                Append(hash, document);
                Append(hash, grade);
            }

            foreach (Run run in FirstStages.Where(run => run.Contains(queryId)))
            {
                foreach (ScoredDocument document in run[queryId])
                {
                    Append(hash, document.Id);
                    Append(hash, document.Score);
                    documents.Add(document.Id);
                }
            }
        }

        foreach (string document in documents)
        {
            Append(hash, DocumentText(document) ?? "");
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    private static void RequireDifferent(IEnumerable<string> names, string what)
    {
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } group)
        {
            throw new ArgumentException($"Two {what} are called '{group.Key}'. Give each once, and each a name of its own.");
        }
    }

    private static void Append(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Append(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, double number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
