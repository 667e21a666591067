-- One scenario of the load: wrk calls request() for every request. Arguments after "--": kind, application id, document.
local kind, app, document
local products = 100000

function init(args)
  kind, app, document = args[1], args[2], args[3] or ""
  math.randomseed(tonumber(args[4]) or 1)
end

-- a product that everybody may read: every fourth is hidden
local function product()
  local i = math.random(0, products - 1)
  if i % 4 == 3 then i = i - 1 end
  return string.format("p%09d", i)
end

local function price()
  return tostring(math.random(0, 980))
end

local json = { ["Content-Type"] = "application/json", ["X-Parse-Application-Id"] = "" }

local function post(path, body)
  json["X-Parse-Application-Id"] = app
  return wrk.format("POST", path, json, body)
end

local function get(path)
  return wrk.format("GET", path, { ["X-Parse-Application-Id"] = app })
end

local function order()
  return string.format('"firstName":"Load","address":"1 Main Street","quantity":%d,"delivered":false', math.random(1, 9))
end

local users = 100

local function with_session(user)
  return { ["Content-Type"] = "application/json", ["X-Parse-Application-Id"] = app, ["X-Parse-Session-Token"] = string.format("r:%032x", user) }
end

-- an order of the user's: those of all three kinds are his to write
local function own(user)
  return string.format("b%09d", user + users * math.random(0, 1999))
end

local function login(path)
  return post(path, string.format('{"username":"user%d","password":"correct horse battery staple"}', math.random(0, users - 1)))
end

local function update(path)
  local user = math.random(0, users - 1)
  return wrk.format("PUT", path .. own(user), with_session(user), string.format('{"quantity":%d}', math.random(1, 99)))
end

local requests = {
  ["rest-get"] = function() return get("/parse/classes/Product/" .. product()) end,
  ["rest-get-user"] = function()
    return wrk.format("GET", "/parse/classes/Product/" .. product(), { ["X-Parse-Application-Id"] = app, ["X-Parse-Session-Token"] = document })
  end,
  ["rest-page"] = function() return get("/parse/classes/Product?order=price&limit=20&where=%7B%22price%22%3A%7B%22%24gt%22%3A" .. price() .. "%7D%7D") end,
  ["rest-orders"] = function() return get("/parse/classes/Order?order=-createdAt&limit=20&include=product") end,
  ["rest-count"] = function()
    local p = math.random(0, 980)
    return get("/parse/classes/Product?count=1&limit=0&where=%7B%22price%22%3A%7B%22%24gt%22%3A" .. p .. "%2C%22%24lt%22%3A" .. (p + 10) .. "%7D%7D")
  end,
  ["rest-create"] = function() return post("/parse/classes/Order", "{" .. order() .. ',"product":{"__type":"Pointer","className":"Product","objectId":"' .. product() .. '"}}') end,
  ["graphql-id"] = function() return post("/graphql", '{"query":"' .. document .. '","variables":{"id":"' .. product() .. '"}}') end,
  ["graphql-price"] = function() return post("/graphql", '{"query":"' .. document .. '","variables":{"price":' .. price() .. "}}") end,
  ["graphql-range"] = function()
    local p = math.random(0, 980)
    return post("/graphql", '{"query":"' .. document .. '","variables":{"from":' .. p .. ',"to":' .. (p + 10) .. "}}")
  end,
  ["graphql-plain"] = function() return post("/graphql", '{"query":"' .. document .. '"}') end,
  ["graphql-create"] = function() return post("/graphql", '{"query":"' .. document .. '","variables":{"fields":{' .. order() .. ',"product":{"link":"' .. product() .. '"}}}}') end,
  ["user-page"] = function() return wrk.format("GET", "/parse/classes/Purchase?order=-createdAt&limit=20", with_session(math.random(0, users - 1))) end,
  ["user-update"] = function() return update("/parse/classes/Purchase/") end,
  ["user-login"] = function() return login("/parse/login") end,
  ["function"] = function() return post("/parse/functions/" .. document, "{}") end,
  ["create"] = function() return post("/parse/classes/" .. document, "{" .. order() .. "}") end,
  ["bare-user-page"] = function() return wrk.format("GET", "/user/page", with_session(math.random(0, users - 1))) end,
  ["bare-user-update"] = function() return update("/user/update?id=") end,
  ["bare-user-login"] = function() return login("/user/login") end,
  ["bare-id"] = function() return get(document .. "?id=" .. product()) end,
  ["bare-price"] = function() return get(document .. "?price=" .. price()) end,
  ["bare-plain"] = function() return get(document) end,
  ["bare-create"] = function() return post("/create", "{" .. order() .. ',"product":"' .. product() .. '"}') end,
}

function request()
  return requests[kind]()
end

function done(summary, latency, _)
  io.write(string.format("RESULT %.3f %d %.1f %.1f %d\n",
    summary.duration / 1e6, summary.requests, latency:percentile(50), latency:percentile(99),
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
