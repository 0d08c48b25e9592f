using System.Diagnostics.Metrics;

namespace RerankKit.Triton;

/// <summary>What happened at the endpoints, on RerankKit's meter.</summary>
internal static class ServingInstruments
{
    private static readonly Meter Meter = new(RerankKitTelemetry.MeterName);

    private static readonly Counter<long> Attempts =
        Meter.CreateCounter<long>("rerankkit.serving.attempts", "{request}", "Requests to the endpoints of a served model, by endpoint and outcome.");

    private static readonly Counter<long> Ejections =
        Meter.CreateCounter<long>("rerankkit.serving.ejections", "{ejection}", "Times an endpoint was left out because it failed.");

    private static readonly Counter<long> Hedges =
        Meter.CreateCounter<long>("rerankkit.serving.hedges", "{request}", "Second requests sent because the first took long, by whether they were first to answer.");

    private static readonly Counter<long> Retries =
        Meter.CreateCounter<long>("rerankkit.serving.retries", "{request}", "Requests sent again after a failure.");

    public static void Attempted(Uri endpoint, AttemptOutcome outcome, bool isEjected)
    {
        if (Attempts.Enabled)
        {
            string word = outcome switch { AttemptOutcome.Answered => "answered", AttemptOutcome.Failed => "failed", _ => "unknown" };
            Attempts.Add(1, new("server.address", endpoint.Authority), new("rerankkit.serving.outcome", word));
        }

        if (isEjected)
        {
            Ejections.Add(1, new KeyValuePair<string, object?>("server.address", endpoint.Authority));
        }
    }

    public static void Hedged(bool hasWon) => Hedges.Add(1, new KeyValuePair<string, object?>("rerankkit.serving.outcome", hasWon ? "won" : "lost"));

    public static void Retried() => Retries.Add(1);
}
