using RepairCostModel;
using RepairCostWebApi;

// Configure app
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddOpenApi();
builder.Services.AddProblemDetails();
var model = ModelFile.Find(builder.Configuration["Model"]);
if (model is null)
{
    await Console.Error.WriteLineAsync(ModelFile.NotFound(builder.Configuration["Model"]));
    return 1;
}

RepairCost.MLNetModelPath = model;
var app = builder.Build();
app.UseExceptionHandler();
app.MapOpenApi();

// A prediction engine is for one caller at a time.
var gate = new Lock();

// Define prediction route & handler
app.MapGet("/", () => new { answers = "POST /predict", example = new RepairCost.ModelInput { Hours = 3.5f, Age = 7, Workshop = "Harbour" }, document = "/openapi/v1.json" });
app.MapPost("/predict", async (HttpRequest request) =>
{
    var (input, problems) = await RepairRequest.ReadAsync(request);
    if (input is null)
        return Results.ValidationProblem(problems, "A field cannot be used.");
    float score;
    lock (gate)
        score = RepairCost.Predict(input).Score;
    // JSON has no number for what is beyond the model's reach.
    return float.IsFinite(score) ? Results.Ok(new RepairCost.ModelOutput { Score = score })
        : Results.ValidationProblem(RepairRequest.BeyondReach(input), "The model has no finite answer.");
}).Accepts<RepairCost.ModelInput>("application/json").Produces<RepairCost.ModelOutput>().ProducesValidationProblem();

// Run app
await app.RunAsync();
return 0;
