namespace RerankKit.Sqlite;

/// <summary>What may be done with a database.</summary>
public enum RerankDatabaseAccess
{
    /// <summary>Reading and writing. The file is made where there is none.</summary>
    ReadWrite,

    /// <summary>Reading, while other processes may write. The folder has to be writable, or a writer be at work: readers leave marks beside the file.</summary>
    ReadOnly,

    /// <summary>
    /// Reading a file that nobody writes, for example one in a container's image: no locks are taken, and nothing is written beside the file. Changes
    /// made nevertheless give wrong answers. The file has to be complete: closed by its last writer, with no <c>-wal</c> file beside it.
    /// </summary>
    Immutable,
}
