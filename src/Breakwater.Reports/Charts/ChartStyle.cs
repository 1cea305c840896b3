namespace Breakwater.Reports.Charts;

/// <summary>The look of charts. In a page the page's own custom properties give the colours; an SVG file brings them itself.</summary>
public static class ChartStyle
{
    /// <summary>Colours for light surroundings: told apart by readers with any common colour blindness, at least 4.5 : 1 on white.</summary>
    public const string Light = "--surface:#fff;--ink:#1b2330;--muted:#566070;--rule:#d9dee5;--hair:#eceff3;--break:#a61b29;--s1:#0b5fa5;--s2:#b4480a;--s3:#00725a;--s4:#8a3b7e;--s5:#75600a;--s6:#4b5563";

    /// <summary>Colours for dark surroundings.</summary>
    public const string Dark = "--surface:#12171f;--ink:#e7ebf1;--muted:#a3adbb;--rule:#343d4a;--hair:#232a35;--break:#ff8f8f;--s1:#74b9f5;--s2:#f39a5f;--s3:#4fcaa6;--s4:#dc9bd0;--s5:#d8bb4e;--s6:#b5bec9";

    /// <summary>Rules for the elements of a chart.</summary>
    public const string Rules = """
        .chart text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif;font-size:12px;fill:var(--muted)}
        .chart .title{font-size:15px;font-weight:600;fill:var(--ink)}
        .chart .name{fill:var(--ink)}
        .chart .off{fill:var(--ink)}
        .chart .grid{stroke:var(--rule);stroke-width:1}
        .chart .hair{stroke:var(--hair);stroke-width:1}
        .chart .axis{stroke:var(--muted);stroke-width:1}
        .chart .curve{fill:none;stroke-width:2;stroke-linejoin:round}
        .chart .beyond{stroke-dasharray:6 4}
        .chart .link{fill:none;stroke-width:1;stroke-dasharray:1 3}
        .chart .lead{fill:none;stroke-width:1}
        .chart .mark{stroke-width:1.5}
        .chart .open{fill:var(--surface);stroke-width:1.5}
        .chart .budget{stroke:var(--break);stroke-width:1.5;stroke-dasharray:2 3}
        .chart .budget-name{fill:var(--break);paint-order:stroke;stroke:var(--surface);stroke-width:4px;stroke-linejoin:round}
        .chart .cross{fill:none;stroke:var(--break);stroke-width:2.25}
        .chart .drop{stroke:var(--break);stroke-width:1;stroke-dasharray:1 3}
        .chart .at{fill:var(--break);font-weight:600;paint-order:stroke;stroke:var(--surface);stroke-width:4px;stroke-linejoin:round}
        .chart .s1{--c:var(--s1)}.chart .s2{--c:var(--s2)}.chart .s3{--c:var(--s3)}.chart .s4{--c:var(--s4)}.chart .s5{--c:var(--s5)}.chart .s6{--c:var(--s6)}
        .chart .curve,.chart .link,.chart .lead,.chart .open{stroke:var(--c)}
        .chart .mark{fill:var(--c);stroke:var(--c)}

        """;

    /// <summary>Style sheet of an SVG file of its own.</summary>
    public const string Standalone = "svg{" + Light + "}@media (prefers-color-scheme:dark){svg{" + Dark + "}}@media print{svg{" + Light + "}}\n.ground{fill:var(--surface)}\n" + Rules;
}
