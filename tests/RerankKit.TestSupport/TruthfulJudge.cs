using System.Text.Json;
using System.Text.RegularExpressions;

namespace RerankKit.TestSupport;

/// <summary>A language model that answers with a sentence of a passage, and judges by whether sentences stand there word for word.</summary>
public static partial class TruthfulJudge
{
    public const string DoesNotKnow = "I do not know.";

    /// <summary>Answers a question; null where it is none of these.</summary>
    /// <param name="schema">The name of the JSON schema that is asked for.</param>
    /// <param name="user">The question.</param>
    public static string? Answer(string? schema, string user) => schema switch
    {
        null when user.Contains("\n\nQuestion: ", StringComparison.Ordinal) => FromPassages(user),
        "statements" => Json(new { statements = Sentences(Part(user, "Text")).Select(sentence => new { statement = sentence, supported = Passages(user).Any(passage => passage.Contains(sentence, StringComparison.Ordinal)) }) }),
        "comparison" => Compare(Sentences(Part(user, "Answer")), Sentences(Part(user, "Reference"))),
        "passages" => Json(new { useful = Passages(user).Select(passage => Sentences(Part(user, "Answer")).Any(sentence => passage.Contains(sentence, StringComparison.Ordinal))) }),
        "relevance" => Json(new { grade = Math.Min(3, Words(Part(user, "Query")).Count(Words(Part(user, "Passage")).Contains)) }),
        _ => null,
    };

    private static string FromPassages(string user)
    {
        HashSet<string> asked = Words(user.Split("Question: ")[1]);
        string? best = Passages(user.Split("\n\nQuestion: ")[0]).SelectMany(Sentences).MaxBy(sentence => Words(sentence).Count(asked.Contains));
        return best is not null && Words(best).Overlaps(asked) ? best + "." : DoesNotKnow;
    }

    private static string Compare(string[] answer, string[] reference) => Json(new { both = answer.Intersect(reference), onlyAnswer = answer.Except(reference), onlyReference = reference.Except(answer) });

    private static string Part(string user, string name) => PartOf(name).Match(user).Groups["text"].Value;

    private static Regex PartOf(string name) => new($"(^|\\n\\n){name}:\\n(?<text>.*?)(\\n\\n[A-Z][a-z]+( \\d+)?:|$)", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));

    private static string[] Passages(string user) => [.. NumberedPassage().Split(user).Skip(1).Select(passage => passage.TrimEnd())];

    // What says nothing has no statements.
    private static string[] Sentences(string text) => [.. text.Split('.', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(sentence => sentence + "." != DoesNotKnow)];

    private static HashSet<string> Words(string text) => [.. text.Split((char[])[' ', '.', ',', '?', ':', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 3).Select(word => word.ToLowerInvariant())];

    private static string Json<T>(T value) => JsonSerializer.Serialize(value);

    [GeneratedRegex("(?:^|\\n\\n)Passage \\d+:\\n", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex NumberedPassage();
}
