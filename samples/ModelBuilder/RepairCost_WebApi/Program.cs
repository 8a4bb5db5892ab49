using RepairCostModel;

// Configure app
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddOpenApi();
var app = builder.Build();
app.MapOpenApi();

// A prediction engine is for one caller at a time.
var gate = new Lock();

// Define prediction route & handler
app.MapPost("/predict", (RepairCost.ModelInput input) =>
{
    lock (gate)
        return RepairCost.Predict(input);
});

// Run app
app.Run();
