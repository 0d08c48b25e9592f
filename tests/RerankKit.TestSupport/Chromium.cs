using PuppeteerSharp;

namespace RerankKit.TestSupport;

/// <summary>The browser of this machine, without a network but this machine.</summary>
public static class Chromium
{
    public static async Task<IBrowser> LaunchAsync(string profile)
    {
        string? path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => (string[])[Path.Combine(folder, "chromium"), Path.Combine(folder, "google-chrome")]).FirstOrDefault(File.Exists);
        if (path is null)
        {
            Assert.Ignore("No chromium is on the PATH.");
        }

        // Arguments go to the process as one string.
        return await Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = path,
            UserDataDir = profile,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "\"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1\""],
        });
    }
}
