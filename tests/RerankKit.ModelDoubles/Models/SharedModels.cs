using System.Collections.Concurrent;
using RerankKit.TestModels;

namespace RerankKit.ModelDoubles;

/// <summary>Generated models that many tests load and none changes; written once per test project, whose set-up fixture deletes them.</summary>
internal static class SharedModels
{
    private static readonly ConcurrentDictionary<TestModelOptions, Lazy<TestModelFolder>> Folders = new();

    public static TestModelFolder Of(TestModelOptions options) =>
        Folders.GetOrAdd(options, key => new(() => new TestModelFolder(key))).Value;

    public static TestModelFolder Of(TestArchitecture architecture) => Of(TestModelPresets.Tiny(architecture));

    public static void Delete()
    {
        foreach (Lazy<TestModelFolder> folder in Folders.Values)
        {
            folder.Value.Dispose();
        }

        Folders.Clear();
    }
}
