namespace RerankKit;

/// <summary>Reads factors and dates from the fields of candidates.</summary>
internal sealed class BoostFields(IServiceProvider services, string field)
{
    private readonly DocumentFieldReader _read = services.GetService(typeof(DocumentFieldReader)) as DocumentFieldReader ?? ItemFields.Read;

    /// <summary>The factor; 1 where there is none.</summary>
    public double Factor(RerankCandidate candidate) =>
        _read(candidate, field) is not { } text || string.IsNullOrWhiteSpace(text) ? 1
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double factor) ? factor
        : throw Unreadable(candidate, text, "a number, 1 of which changes nothing");

    /// <summary>The date, in UTC where it does not say otherwise; null where there is none.</summary>
    public DateTimeOffset? Date(RerankCandidate candidate) =>
        _read(candidate, field) is not { } text || string.IsNullOrWhiteSpace(text) ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) ? date
        : throw Unreadable(candidate, text, "a date such as 2026-02-28 or 2026-02-28T12:00:00Z");

    private InvalidOperationException Unreadable(RerankCandidate candidate, string text, string allowed) =>
        new($"The field '{field}' of the candidate '{candidate.Id}' is '{text}'; allowed is {allowed}.");
}
