using System.Text;

namespace RerankKit.Evaluation;

/// <summary>An id of a run and an id of the judgements that look alike and are not the same: they differ by Unicode normalisation, as "é" in one character and in two (UAX #15).</summary>
/// <param name="RunId">The id of a query or a document as the run has it; nothing is judged under it.</param>
/// <param name="JudgedId">The id as the judgements have it.</param>
public sealed record IdVariant(string RunId, string JudgedId)
{
    /// <summary>Looks for such ids. Needs ICU: a process without it (<c>InvariantGlobalization</c>) finds none.</summary>
    /// <param name="qrels">The judgements.</param>
    /// <param name="run">The run.</param>
    /// <returns>Each pair once, in the order of the run; queries before the documents of queries.</returns>
    public static IReadOnlyList<IdVariant> Find(Qrels qrels, Run run)
    {
        ArgumentNullException.ThrowIfNull(qrels);
        ArgumentNullException.ThrowIfNull(run);
        var found = new HashSet<IdVariant>();
        Collect(run.QueryIds, qrels.QueryIds, qrels.Contains, found);
        foreach (string queryId in run.QueryIds)
        {
            if (qrels.TryGetJudgements(queryId, out IReadOnlyDictionary<string, int>? judgements))
            {
                Collect(run[queryId].Select(static document => document.Id), judgements.Keys, judgements.ContainsKey, found);
            }
        }

        return [.. found];
    }

    /// <summary>Both ids with their code points, which is where they differ, and what to do.</summary>
    /// <returns>A sentence.</returns>
    public override string ToString() =>
        $"The run's id '{RunId}' ({CodePoints(RunId)}) differs from the judged '{JudgedId}' ({CodePoints(JudgedId)}) by Unicode normalisation only; bring both files to one form, such as NFC.";

    private static void Collect(IEnumerable<string> ids, IEnumerable<string> judgedIds, Func<string, bool> isJudged, HashSet<IdVariant> found)
    {
        ILookup<string, string>? judgedByForm = null;
        foreach (string id in ids)
        {
            if (!Ascii.IsValid(id) && !isJudged(id))
            {
                judgedByForm ??= judgedIds.Where(static judged => !Ascii.IsValid(judged)).ToLookup(Form, StringComparer.Ordinal);
                found.UnionWith(judgedByForm[Form(id)].Select(judged => new IdVariant(id, judged)));
            }
        }
    }

    // By runes, because an id that is no Unicode has no form.
    private static string Form(string id) => string.Concat(id.EnumerateRunes()).Normalize(NormalizationForm.FormC);

    private static string CodePoints(string id) => string.Join(' ', id.EnumerateRunes().Select(static rune => Invariant($"{rune.Value:X4}")));
}
