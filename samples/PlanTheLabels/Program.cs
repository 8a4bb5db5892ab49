using LagrangeMLNet.Data;
using LagrangeMLNet.Labeling;
using LagrangeMLNet.Reporting;
using Microsoft.ML;
using PlanTheLabels;
using QuickStart.Learning;
using Spectre.Console;

try
{
    if (args is ["--help" or "-h"])
    {
        Console.WriteLine(Arguments.Usage);
        return 0;
    }

    Plan(Arguments.Parse(args));
    return 0;
}
catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException
    or InvalidDataException or InvalidOperationException)
{
    await Console.Error.WriteLineAsync(DisplayText.EscapeLines(e.Message));
    return 1;
}

static void Plan(Arguments arguments)
{
    // 1. A table, as features; its labels are uncovered only when they are asked for.
    Directory.CreateDirectory(arguments.Output);
    var path = arguments.DataPath ?? Path.Combine(arguments.Output, "inspections.csv");
    if (arguments.DataPath is null)
        InspectionGenerator.Write(path);
    var mlContext = new MLContext(seed: 1);
    var table = new LabelledTable(mlContext, new Dataset(mlContext, path, arguments.Label));
    Screen.Found(table);

    // 2. A campaign: what a team would run, with people in the place of the callback.
    Campaign(mlContext, table, Path.Combine(arguments.Output, "campaign.jsonl"));

    // 3. What planning is worth: the same pools, labelled in planned order, at random, and by uncertainty.
    var curves = Screen.Wait(arguments.Repetitions, () => Comparison.Run(mlContext, table, arguments.Repetitions));
    Screen.Compare(curves);
    var picture = Path.Combine(arguments.Output, "labels.png");
    LabelCurves.SavePng(
        curves.Curves, picture, curves.Goal, $"What labels are worth: {Path.GetFileName(path)}", curves.LossName);
    AnsiConsole.WriteLine($"\npicture:  {picture}\ncampaign: {Path.Combine(arguments.Output, "campaign.jsonl")}");
}

static void Campaign(MLContext mlContext, LabelledTable table, string file)
{
    File.Delete(file); // A campaign goes on from its file. This one is to begin anew each time.
    var options = new LabelingCampaignOptions
    {
        Path = file,
        Task = table.Task,
        ClassNames = table.Task == LabelingTask.MulticlassClassification ? table.Classes : null,
        CostPerLabel = 2,       // An expert looks at a part for two minutes,
        ValuePerNat = 200_000,  // and the model will judge a million parts, a nat in each being worth 0.2 minutes.
    };
    var pool = table.Rows([.. Enumerable.Range(0, Math.Min(3_000, table.Count))]);
    using var campaign = mlContext.Data.OpenLabelingCampaign(pool, options);
    var end = campaign.Run(rows => campaign.PendingRows.Select(row => table.Answer((int)row)));
    Screen.Ended(end);
}
