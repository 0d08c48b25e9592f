using System.Globalization;
using RerankKit;
using RerankKit.Sqlite;
using RerankKit.Sqlite.CrashWriter;

// "write FILE FIRST COUNT" writes batches until it is killed or done; after each commit it says so on its standard output, and only then goes on.
// "watch FILE UNTIL" reads until the batch UNTIL is there, and fails when it ever sees a part of a batch.
string path = args[1];
Console.WriteLine("started");
if (args[0] == "watch")
{
    using var watched = RerankDatabase.Open(path, new() { Access = RerankDatabaseAccess.ReadOnly });
    using ITokenVectorStore read = watched.OpenTokenVectors(CrashBatch.Revision);
    Console.WriteLine("open");
    return await CrashWatch.RunAsync(read, int.Parse(args[2], CultureInfo.InvariantCulture));
}

int first = int.Parse(args[2], CultureInfo.InvariantCulture);
int count = int.Parse(args[3], CultureInfo.InvariantCulture);
using var database = RerankDatabase.Open(path, CrashBatch.Options);
using ITokenVectorStore store = database.OpenTokenVectors(CrashBatch.Revision, CrashBatch.Codec);
Console.WriteLine("open");
for (int batch = first; batch < first + count; batch++)
{
    await store.WriteAsync(CrashBatch.Entries(batch));
    await database.Scores.SetManyAsync(CrashBatch.Scores(batch), new());
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"committed {batch}"));
}

Console.WriteLine("done");
return 0;
