using RerankKit.Sqlite;

namespace RerankKit.Cli.LateInteraction;

/// <summary>Opens a store of token vectors for the encoder that is about to use it.</summary>
internal static class StoreFile
{
    /// <summary>Opens a file that <c>rerankkit index</c> made.</summary>
    /// <exception cref="InputException">There is no such file, or it has no vectors of this encoder.</exception>
    public static (RerankDatabase Database, ITokenVectorStore Store) OpenFilled(string path, MultiVectorEncoderMetadata encoder, bool isWritten)
    {
        if (!File.Exists(path))
        {
            throw new InputException($"--store is '{path}', which does not exist. Make it with rerankkit index.");
        }

        var database = RerankDatabase.Open(path, new() { Access = isWritten ? RerankDatabaseAccess.ReadWrite : RerankDatabaseAccess.ReadOnly });
        try
        {
            return (database, database.OpenTokenVectors(encoder.Revision!));
        }
        catch (InvalidOperationException exception)
        {
            database.Dispose();
            throw new InputException(
                $"--store is '{path}', which has no vectors of this model as it is loaded now. Fill it with rerankkit index and the same options. ({exception.Message})");
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
