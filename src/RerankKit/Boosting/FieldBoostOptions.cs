namespace RerankKit;

/// <summary>A boost by a number that stands in a field of the candidates, as configuration describes it.</summary>
internal sealed class FieldBoostOptions : IConfiguredOptions
{
    /// <summary>The field that has the factor. A candidate without one keeps its score.</summary>
    public string Field { get; private set; } = "";

    void IConfiguredOptions.Read(SettingsReader reader) =>
        reader.RequiredText(nameof(Field), "the field that has a candidate's factor", value => Field = value);
}
