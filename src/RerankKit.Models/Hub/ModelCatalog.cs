using System.Collections.Frozen;

namespace RerankKit.Models;

/// <summary>Rerankers that are known by name. Any other id of the hub works too; its files are chosen by their names. Thread-safe.</summary>
public static class ModelCatalog
{
    private static readonly FrozenDictionary<string, ModelDescriptor> ByName = KnownModels.All
        .SelectMany(model => model.Aliases.Prepend(model.Id), (model, name) => KeyValuePair.Create(name, model))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The model for those who have not chosen: small, fast, English, Apache-2.0.</summary>
    public static ModelDescriptor Default => ByName["cross-encoder/ms-marco-MiniLM-L6-v2"];

    /// <summary>All known models, the recommended ones of each family first.</summary>
    public static IReadOnlyList<ModelDescriptor> Models => KnownModels.All;

    /// <summary>Finds a model by its id, a short name, or another id of it. Case does not matter.</summary>
    /// <param name="name">Such as <c>cross-encoder/ms-marco-MiniLM-L6-v2</c> or <c>minilm-l6</c>.</param>
    /// <returns>The model, or null where it is not known, which does not keep it from being used.</returns>
    public static ModelDescriptor? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ByName.GetValueOrDefault(name);
    }
}
