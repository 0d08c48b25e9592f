using RerankKit.Sqlite;

namespace RerankKit.Cli.LateInteraction;

/// <summary>Opens a store of token vectors for the encoder that is about to use it.</summary>
internal static class StoreFile
{
    /// <summary>Names the file of the rerankers of late interaction.</summary>
    public static Option<string> CreateOption() => new("--store")
    {
        Description = "late: a file that rerankkit index made; what it lacks is encoded. minilm: a file for the vectors of documents, made where there is none; what it lacks is encoded and kept there. "
            + "Without it every document is encoded for every query.",
        HelpName = "file",
    };

    /// <summary>Refuses a file that does not exist, before a model is loaded for it.</summary>
    /// <exception cref="InputException">There is no such file.</exception>
    public static void Check(string path)
    {
        if (!File.Exists(path))
        {
            throw new InputException($"--store is '{path}', which does not exist. Make it with rerankkit index.");
        }
    }

    /// <summary>Opens a file that <c>rerankkit index</c> made.</summary>
    /// <exception cref="InputException">It has no vectors of this encoder.</exception>
    public static (RerankDatabase Database, ITokenVectorStore Store) OpenFilled(string path, MultiVectorEncoderMetadata encoder, bool isWritten)
    {
        var database = RerankDatabase.Open(path, new() { Access = isWritten ? RerankDatabaseAccess.ReadWrite : RerankDatabaseAccess.ReadOnly });
        try
        {
            return (database, database.OpenTokenVectors(encoder.Revision!));
        }
        catch (InvalidOperationException)
        {
            database.Dispose();
            throw new InputException(
                $"--store is '{path}', which has no vectors of this model as it is loaded now. Fill it with rerankkit index and the same options.");
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
