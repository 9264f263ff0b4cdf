package import Sites

extension Activity {
    /// As notices in Chinese, and readers of English, call it.
    package var name: Name {
        switch self {
        case .construction: Name(zh: "建筑施工", en: rawValue)
        case .decoration: Name(zh: "装修", en: rawValue)
        case .processing: Name(zh: "加工维修", en: rawValue)
        case .commercialLoudspeaker: Name(zh: "商业高音喇叭", en: rawValue)
        case .entertainment: Name(zh: "娱乐场所", en: rawValue)
        case .squareDancing: Name(zh: "广场舞", en: rawValue)
        case .horns: Name(zh: "鸣笛", en: rawValue)
        case .instruments: Name(zh: "家庭乐器", en: rawValue)
        case .fireworks: Name(zh: "烟花爆竹", en: rawValue)
        case .loading: Name(zh: "装卸", en: rawValue)
        case .advertisingVehicles: Name(zh: "宣传车", en: rawValue)
        case .ceremonies: Name(zh: "庆典活动", en: rawValue)
        case .drones: Name(zh: "无人机", en: rawValue)
        case .aircraft: Name(zh: "航空器起降", en: rawValue)
        case .anyNoise: Name(zh: "产生噪声的活动", en: "any noisy activity")
        }
    }
}
