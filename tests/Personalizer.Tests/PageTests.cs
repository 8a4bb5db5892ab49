using System.Globalization;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace Personalizer.Tests;

/// <summary>The page in a real browser, the machine's own Chromium; nothing is downloaded.</summary>
[Collection(TaughtServiceCollection.Name)]
public sealed class PageTests(TaughtService taught)
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    [Fact]
    public async Task Shows_the_policy_winning_to_everyone()
    {
        await using var browser = await LaunchAsync();
        foreach (var (colors, width) in new[] { (ColorScheme.Light, 1100), (ColorScheme.Dark, 1100), (ColorScheme.Light, 400) })
            await LookAsync(browser.Browser, colors, width);
    }

    private async Task LookAsync(IBrowser browser, ColorScheme colors, int width)
    {
        var problems = new List<string>();
        var page = await OpenAsync(browser, colors, width, problems);
        await Assertions.Expect(page.Locator("#said")).ToHaveTextAsync("The service surely earns more than the application's own choices.");
        await Assertions.Expect(page.Locator("#status .live")).ToHaveTextAsync("learnt policy live");
        double earned = double.Parse(await page.Locator("#earned").InnerTextAsync(), CultureInfo.InvariantCulture);
        Assert.Equal(taught.Service.Loop.State.Total!.Earned.Mean, earned, 0.00051);
        Assert.Equal(2, await page.Locator("#chart polyline").CountAsync());
        Assert.True(await page.Locator("#policies .outcome.live").CountAsync() >= 1);
        Assert.Contains("the service earned", await page.Locator("#chart").GetAttributeAsync("aria-label"));

        // By keyboard: the values of a stretch.
        await page.Locator("#chart").FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(page.Locator("#tip")).ToContainTextAsync("baseline");
        await page.Locator("summary").ClickAsync();
        Assert.True(await page.Locator("#points tbody tr").CountAsync() > 5);

        if (Environment.GetEnvironmentVariable("PERSONALIZER_PICTURES") is { } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{colors}-{width}.png"), FullPage = true });
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"Wider than {width} px.");
        var violations = (await page.RunAxe()).Violations;
        Assert.True(
            violations.Length == 0, string.Join('\n', violations.Select(found => $"{found.Id}: {found.Help} {found.Nodes[0].Html}")));
        Assert.Empty(problems);
    }

    [Fact]
    public async Task Is_live_and_says_when_the_service_has_gone()
    {
        await using var browser = await LaunchAsync();
        using var folder = new TemporaryFolder();
        var service = await RunningService.StartAsync(folder.Path);
        var page = await browser.Browser.NewPageAsync();
        await page.GotoAsync(service.Address);
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("Waiting for the first decisions");
        await service.SimulateAsync(75, new Simulation.Population(1), "x");
        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("75 decisions, 75 with their wait over");
        await Assertions.Expect(page.Locator("#content")).ToBeVisibleAsync();
        await service.DisposeAsync();
        await Assertions.Expect(page.Locator("#problem")).ToContainTextAsync("The service does not answer");
    }

    [Fact]
    public async Task Asks_for_the_key()
    {
        await using var browser = await LaunchAsync();
        using var folder = new TemporaryFolder();
        await using var service = await RunningService.StartAsync(folder.Path, settings => settings with { Key = "0123456789abcdef" });
        var page = await browser.Browser.NewPageAsync();
        await page.GotoAsync(service.Address);
        await page.GetByLabel("Key of the service").FillAsync("0123456789abcdef");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(page.Locator("#access")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("0 decisions");
    }

    private async Task<IPage> OpenAsync(IBrowser browser, ColorScheme colors, int width, List<string> problems)
    {
        var page = await browser.NewPageAsync(new() { ColorScheme = colors, ViewportSize = new() { Width = width, Height = 900 } });
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                problems.Add(message.Text);
        };
        page.PageError += (_, error) => problems.Add(error);
        page.Request += (_, request) =>
        {
            bool isOwn = request.Url.StartsWith(taught.Service.Address, StringComparison.Ordinal)
                || request.Url.StartsWith("data:", StringComparison.Ordinal);
            if (!isOwn)
                problems.Add($"asks {request.Url}");
        };
        await page.GotoAsync(taught.Service.Address);
        return page;
    }

    private static async Task<OpenBrowser> LaunchAsync()
    {
        string? program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "There is no Chromium here. Install it (Debian: apt-get install chromium) to test the page.");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox"] });
        return new OpenBrowser(playwright, browser);
    }

    private sealed record OpenBrowser(IPlaywright Playwright, IBrowser Browser) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Browser.DisposeAsync();
            Playwright.Dispose();
        }
    }
}
