namespace RerankKit.Models.Tests;

/// <summary>Who gets to see the access token.</summary>
public sealed class ModelStoreTokenTests : ModelStoreFixture
{
    [Test]
    public async Task TheTokenGoesToTheHubAndNotToTheHostItRedirectsTo([Values] bool doesClientRedirect)
    {
        HubModel model = Hub.Add(HubModel.Small());
        using var cdn = new HubDouble();
        cdn.Add(model);
        Hub.Cdn = cdn.Address;
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = doesClientRedirect });
        await Store(o => o.Token = "hf_secret", http: http).ResolveAsync(model.Id);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Hub.Requests.Select(request => request.Token), Is.All.EqualTo("Bearer hf_secret"));
            Assert.That(cdn.Requests, Has.Count.EqualTo(1));
            Assert.That(cdn.Requests.Select(request => request.Token), Is.All.Null);
        }
    }

    [Test]
    public async Task ARenamedModelIsFollowedWithTheToken()
    {
        HubModel model = Hub.Add(HubModel.Small("test/new"));
        Hub.Intercept(request => request.Path.Contains("test/old") ? HubAnswer.Redirect(request.Path.Replace("test/old", "test/new", StringComparison.Ordinal)) : null);
        StoredModel stored = await Store(o => o.Token = "hf_secret").ResolveAsync("test/old");
        Assert.That(stored.Revision, Is.EqualTo(model.Main));
        Assert.That(Hub.Requests.Select(request => request.Token), Is.All.EqualTo("Bearer hf_secret"));
    }

    [Test]
    public void RedirectsThatDoNotEndAreGivenUp()
    {
        Hub.Intercept(request => HubAnswer.Redirect(request.Path));
        Assert.That(Refused(() => Store().ResolveAsync("test/small"), ModelStoreError.Other).Message, Does.Contain("redirects"));
    }

    [Test]
    public async Task WithoutATokenNoneIsSent()
    {
        HubModel model = Hub.Add(HubModel.Small());
        await Store().ResolveAsync(model.Id);
        Assert.That(Hub.Requests.Select(request => request.Token), Is.All.Null);
    }

    [Test]
    public async Task TheTokenOfTheEnvironmentIsSent()
    {
        HubModel model = Hub.Add(HubModel.Small());
        Variables["HF_TOKEN"] = "hf_env\n";
        await Store(o => o.Token = null).ResolveAsync(model.Id);
        Assert.That(Hub.Requests.Select(request => request.Token), Is.All.EqualTo("Bearer hf_env"));
    }
}
