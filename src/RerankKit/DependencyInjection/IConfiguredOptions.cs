namespace RerankKit;

/// <summary>Options of a decorator that configuration can set. What needs code (callbacks, selectors) has no key.</summary>
internal interface IConfiguredOptions
{
    /// <summary>Reads the keys that are set.</summary>
    void Read(SettingsReader reader);
}
