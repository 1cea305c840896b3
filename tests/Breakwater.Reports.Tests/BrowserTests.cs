using System.Text.Json;
using Breakwater.Reports.Tests.Samples;
using Microsoft.Playwright;

namespace Breakwater.Reports.Tests;

/// <summary>The page in a real browser, from a file, with the network refused.</summary>
public sealed class BrowserTests : IDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    /// <summary>What reaches over the right edge without a container of its own to scroll in.</summary>
    private const string Widest = "[...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll,svg') && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + '.' + e.className).slice(-3).join(' ')";

    /// <summary>
    /// The lowest contrast between text and what lies behind it, over everything that is shown: WCAG 2.2's formula on computed colours, with what it was found on.
    /// </summary>
    private const string LowestContrast = """
        () => {
          const rgb = c => (c.match(/[\d.]+/g) || []).map(Number);
          const lum = ([r, g, b]) => [r, g, b].map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }).reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
          const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
          let worst = [99, ''];
          for (const e of document.querySelectorAll('h1,h2,h3,p,dt,dd,li,th,td,a,code,small,summary,svg text,.tone,.muted')) {
            if (!e.textContent.trim() || !e.getClientRects().length) continue;
            const style = getComputedStyle(e);
            const [a, b] = [lum(rgb(e.tagName === 'text' ? style.fill : style.color)), lum(ground(e))];
            const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
            if (ratio < worst[0]) worst = [ratio, e.tagName + '.' + (e.getAttribute('class') || '') + ' ' + e.textContent.trim().slice(0, 40)];
          }
          return JSON.stringify({ ratio: worst[0], on: worst[1] });
        }
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("breakwater-browser-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task The_page_opens_whole_wide_and_narrow_light_and_dark_and_prints()
    {
        Assert.SkipUnless(File.Exists(Chromium), $"{Chromium} is not installed: apt-get install -y chromium");
        var paths = ReportWriter.WriteAll(SampleResults.Troubled(), _directory);
        var hostile = ReportWriter.WriteAll(Hostile.Bank(), Path.Combine(_directory, "hostile"));

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox"], Timeout = 0 });
        foreach (var (path, width, scheme) in new[] { (paths[0], 1280, ColorScheme.Light), (paths[0], 390, ColorScheme.Dark), (hostile[0], 360, ColorScheme.Light), (hostile[0], 1440, ColorScheme.Dark) })
        {
            await Look(browser, path, width, scheme);
        }

        var page = await browser.NewPageAsync();
        page.SetDefaultTimeout(0);
        await page.GotoAsync(new Uri(paths[0]).AbsoluteUri);
        var pdf = await page.PdfAsync(new() { PreferCSSPageSize = true, PrintBackground = true });
        pdf.AsSpan(0, 5).SequenceEqual("%PDF-"u8).ShouldBeTrue();
    }

    private static async Task Look(IBrowser browser, string path, int width, ColorScheme scheme)
    {
        await using var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme, Offline = true });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(0);
        var (requests, complaints) = (new List<string>(), new List<string>());
        page.Request += (_, request) => requests.Add(request.Url);
        page.Console += (_, message) => complaints.Add(message.Text);
        page.PageError += (_, error) => complaints.Add(error);

        var address = new Uri(path).AbsoluteUri;
        await page.GotoAsync(address);

        requests.ShouldBe([address]);
        complaints.ShouldBeEmpty();
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);

        (await page.EvaluateAsync<string>(Widest)).ShouldBeEmpty();

        // Everything open, so that what is folded away is looked at too.
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
        using var contrast = JsonDocument.Parse(await page.EvaluateAsync<string>(LowestContrast));
        contrast.RootElement.GetProperty("ratio").GetDouble().ShouldBeGreaterThanOrEqualTo(4.5, contrast.RootElement.GetProperty("on").GetString());
        (await page.Locator(".chart-wide").First.IsVisibleAsync()).ShouldBe(width > 640);
        (await page.Locator(".chart-narrow").First.IsVisibleAsync()).ShouldBe(width <= 640);
    }
}
