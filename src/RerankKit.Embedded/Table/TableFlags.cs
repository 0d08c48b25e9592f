namespace RerankKit.Embedded;

/// <summary>What a table says of its text, as its file has it.</summary>
[Flags]
internal enum TableFlags
{
    None = 0,
    CleansText = 1,
    SpacesIdeographs = 2,
    StripsAccents = 4,
    LowersCase = 8,
    IsEnglish = 16,
    All = CleansText | SpacesIdeographs | StripsAccents | LowersCase | IsEnglish,
}
