global using System.Text.Json.Nodes;
global using GovStack.TestKit;
global using Xunit;
